/// Where telemetry goes, and how.
public struct ExporterConfiguration: Sendable, Hashable {
  public enum Compression: Sendable, Hashable {
    case none
    case gzip
  }

  /// The collector's base URL; `/v1/traces` and its like are added.
  public var endpoint = "http://localhost:4318"
  /// Sent with every request, for example to authenticate.
  public var headers: [String: String] = [:]
  public var compression = Compression.gzip
  /// How long one request may take.
  public var timeout: Duration = .seconds(10)
  public var retry = RetryPolicy()
  /// Keeps on disk what cannot be sent, over restarts of service and collector. Off unless set.
  public var spool: SpoolConfiguration?
  /// What is different for spans.
  public var traces = SignalExporterConfiguration()
  /// What is different for log records.
  public var logs = SignalExporterConfiguration()
  /// What is different for metrics.
  public var metrics = SignalExporterConfiguration()

  public init() {}
}

/// What is different for one signal; what is `nil` is as for all of them.
public struct SignalExporterConfiguration: Sendable, Hashable {
  /// The URL, taken as it is.
  public var endpoint: String?
  /// Instead of the headers for all signals, not beside them.
  public var headers: [String: String]?
  public var compression: ExporterConfiguration.Compression?
  /// How long one request may take.
  public var timeout: Duration?
  /// How long a batch is tried, with all its repetitions.
  public var giveUpAfter: Duration?

  public init() {}
}

extension ExporterConfiguration {
  /// Where the telemetry of one signal goes, and how.
  struct Destination: Sendable {
    let url: String
    let headers: [String: String]
    let compression: Compression
    let timeout: Duration
    let retry: RetryPolicy
  }

  func destination(of signal: Signal) -> Destination {
    let own = self[signal]
    var retry = retry
    retry.giveUpAfter = own.giveUpAfter ?? retry.giveUpAfter
    return Destination(
      url: own.endpoint ?? (endpoint.hasSuffix("/") ? endpoint : endpoint + "/") + signal.path,
      headers: own.headers ?? headers, compression: own.compression ?? compression, timeout: own.timeout ?? timeout,
      retry: retry)
  }

  private subscript(signal: Signal) -> SignalExporterConfiguration {
    switch signal {
    case .traces: traces
    case .logs: logs
    case .metrics: metrics
    }
  }
}
