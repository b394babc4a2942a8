public import Skein
import Synchronization
import TelemetryModel
import TelemetryStorage

/// A running collector, and what it has received.
public final class TestCollector: Sendable {
  /// Where OTLP/HTTP is received: also for processes that the test starts (`OTEL_EXPORTER_OTLP_ENDPOINT`).
  public let endpoint: String
  let node: CollectorNode
  private let senders = Mutex<[Telemetry]>([])

  init(node: CollectorNode, endpoint: String) {
    self.node = node
    self.endpoint = endpoint
  }

  /// Telemetry that sends here. Reading waits until it has sent what it had.
  public func telemetry(
    serviceName: String, _ configure: (inout TelemetryConfiguration) -> Void = { _ in }
  ) -> Telemetry {
    var configuration = TelemetryConfiguration(serviceName: serviceName)
    configuration.exporter.endpoint = endpoint
    configuration.exporter.compression = .none
    configure(&configuration)
    let telemetry = Telemetry(configuration)
    senders.withLock { $0.append(telemetry) }
    return telemetry
  }

  /// All spans, by start time.
  public func spans() async throws -> [RecordedSpan] {
    await flush()
    return try await node.read { [store = node.store] in try store.allSpans().map(RecordedSpan.init) }
      .sorted { $0.startNanoseconds < $1.startNanoseconds }
  }

  /// All spans of the trace with this ID, by start time.
  public func trace(_ id: String) async throws -> [RecordedSpan] {
    try await spans().filter { $0.traceID == id.lowercased() }
  }

  /// All log records, by time.
  public func logRecords() async throws -> [RecordedLogRecord] {
    await flush()
    return try await node.read { [store = node.store] in try store.allLogs().map(RecordedLogRecord.init) }
      .sorted { $0.nanosecondsSinceEpoch < $1.nanosecondsSinceEpoch }
  }

  /// The last point of each series, without those of the library itself.
  public func dataPoints() async throws -> [RecordedDataPoint] {
    await flush()
    let points = try await node.read { [store = node.store] in try store.allPoints() }
    var last: [String: MetricPoint] = [:]
    for point in points where !point.metric.name.hasPrefix("otel.sdk.") {
      let series = "\(point.metric.resource.attributes)\(point.metric.name)\(point.attributes)"
      if point.time >= last[series]?.time ?? point.time { last[series] = point }
    }
    return last.values.compactMap(RecordedDataPoint.init)
  }

  /// Waits for spans that other processes send.
  public func spans(
    atLeast count: Int, within limit: Duration = .seconds(10)
  ) async throws -> [RecordedSpan] {
    let deadline = ContinuousClock.now + limit
    while true {
      let found = try await spans()
      if found.count >= count { return found }
      guard ContinuousClock.now < deadline else {
        throw TestCollectorError.timedOut("\(count) spans; there are \(found.count)")
      }
      try await Task.sleep(for: .milliseconds(20))
    }
  }

  private func flush() async {
    for telemetry in senders.withLock({ $0 }) { await telemetry.flush() }
  }

  func shutdown() async {
    for telemetry in senders.withLock({ $0 }) { await telemetry.shutdown() }
  }
}
