import ArgumentParser
import Foundation
import HTTPService
import OTLPReceiver
import SegmentStore
import SpanIngest
import WebPage

/// What `serve` and `collector` can be told about receiving.
struct CollectorOptions: ParsableArguments {
  @Option(name: .customLong("otlp-http"), help: "Where OTLP/HTTP is received.")
  var endpoint = HTTPEndpoint(host: "127.0.0.1", port: 4_318)

  @Option(
    name: .customLong("zipkin"),
    help: ArgumentHelp(
      "A further port for Zipkin, such as 127.0.0.1:9411. Default: none.",
      discussion: """
        Spans in Zipkin's format go to POST /api/v2/spans there, as they may on the port of OTLP. `skein serve` answers \
        Zipkin's queries there, too.
        """,
      valueName: "address"))
  var zipkinEndpoint: HTTPEndpoint?

  @Option(
    name: .customLong("otlp-grpc"),
    help: ArgumentHelp("Where OTLP/gRPC is received; off for nowhere.", valueName: "address"))
  var grpc = GRPCOption.at(HTTPEndpoint(host: "127.0.0.1", port: 4_317))

  @Option(help: "Bytes of requests that may be in flight at once; beyond it, senders get 503 and come back.")
  var ingestBudget = ByteCount(IngestLimits().inFlightByteCount)

  @Option(help: "The largest request body, as sent and as inflated; larger ones get 413.")
  var maxBody = ByteCount(ReceiverLimits().bodyByteCount)

  @Option(help: "Remove spans that are older, such as 7d or 36h. Default: keep them.")
  var retain: DurationArgument?

  @Option(help: "Remove the oldest spans beyond so many bytes of the file, such as 10GB. Default: no limit.")
  var retainBytes: ByteCount?

  @Option(help: "Remove points of metrics that are older, such as 90d. Default: as spans.")
  var retainMetrics: DurationArgument?

  @Option(help: "Remove rates, errors and durations that outlived their spans when they are older. Default: 400d.")
  var retainRollups: DurationArgument?

  @Option(help: "How many bytes archived traces may take; retention leaves them alone and does not count them.")
  var archiveBytes = ByteCount(StoreLimits.archiveByteCount)

  @Option(help: "How long the spans of a trace wait for each other before they are merged, such as 30s.")
  var holdBack: DurationArgument?

  @Option(help: "A file of sampling strategies in Jaeger's form, answered to services at /sampling?service=NAME.")
  var samplingStrategies: String?

  /// What the file says; read once, at the start.
  func readSamplingStrategies() throws -> SamplingStrategies? {
    guard let path = samplingStrategies else { return nil }
    guard let file = FileManager.default.contents(atPath: path) else {
      throw CommandFailure.failed("cannot read the sampling strategies \(path)")
    }
    do {
      return try SamplingStrategies(file: Array(file))
    } catch {
      throw CommandFailure.failed("\(path) cannot be used: \(error)")
    }
  }

  var maintenanceOptions: MaintenanceOptions {
    var options = MaintenanceOptions()
    if let holdBack { options.wait(.nanoseconds(holdBack.nanoseconds)) }
    options.retain = retain.map { .nanoseconds($0.nanoseconds) }
    options.retainMetrics = (retainMetrics ?? retain).map { .nanoseconds($0.nanoseconds) }
    if let retainRollups { options.retainRollups = .nanoseconds(retainRollups.nanoseconds) }
    options.retainBytes = retainBytes?.value
    return options
  }

  var ingestLimits: IngestLimits {
    var limits = IngestLimits()
    limits.inFlightByteCount = ingestBudget.value
    return limits
  }

  var receiverLimits: ReceiverLimits {
    var limits = ReceiverLimits()
    limits.bodyByteCount = maxBody.value
    return limits
  }
}

/// What `serve` and `query` can be told about answering.
struct QueryOptions: ParsableArguments {
  @Option(name: .customLong("http"), help: "Where queries are answered.")
  var endpoint = HTTPEndpoint(host: "127.0.0.1", port: 16_686)

  @Option(
    help: ArgumentHelp(
      "A folder with dashboards (Grafana's JSON) that the page shows beside its own.", valueName: "folder"))
  var dashboards: String?

  @Option(
    help: ArgumentHelp(
      "A file of link patterns in Jaeger's form: links to other systems from traces and attributes.", valueName: "file")
  )
  var linkPatterns: String?

  /// What the file says; read once, at the start.
  func readLinkPatterns() throws -> LinkPatterns {
    guard let path = linkPatterns else { return .none }
    guard let file = FileManager.default.contents(atPath: path) else {
      throw CommandFailure.failed("cannot read the link patterns \(path)")
    }
    do {
      return try LinkPatterns(file: Array(file))
    } catch {
      throw CommandFailure.failed("\(path) cannot be used: \(error)")
    }
  }

  @Option(
    help: ArgumentHelp(
      "The path of a proxy below which the page and the API are, such as /skein.",
      discussion: "The proxy may remove it or leave it there.", valueName: "path"))
  var basePath = BasePath.none
}

extension BasePath: ExpressibleByArgument {
  package init?(argument: String) { self.init(argument) }

  package var defaultValueDescription: String { path.isEmpty ? "/" : path }
}

extension HTTPEndpoint: ExpressibleByArgument {
  package init?(argument: String) { self.init(argument) }

  package var defaultValueDescription: String { description }
}
