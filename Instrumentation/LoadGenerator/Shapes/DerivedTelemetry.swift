import TelemetryModel

/// Log records and points as the services of some spans would send them beside.
///
/// A record for every second span, at that span; for every operation the number and the durations of its calls, as
/// deltas; and a few gauges for every instance.
struct DerivedTelemetry {
  private static let loggedShare = 2
  private static let bounds: [Double] = [5, 10, 25, 50, 75, 100, 250, 500, 750, 1_000, 2_500, 5_000]
  private static let gauges = [
    ("process.cpu.utilization", "1"), ("process.memory.usage", "By"), ("process.open_file_descriptor.count", "{count}"),
    ("process.thread.count", "{thread}"), ("db.client.connection.count", "{connection}"),
    ("http.server.active_requests", "{request}"),
  ]

  let records: [LogRecord]
  let points: [MetricPoint]

  init(of spans: [Span]) {
    records = stride(from: 0, to: spans.count, by: Self.loggedShare).map { Self.record(of: spans[$0]) }
    points = Self.points(of: spans)
  }

  private static func record(of span: Span) -> LogRecord {
    let failed = span.status.code == .error
    let milliseconds = span.endTime.nanoseconds(since: span.startTime) / 1_000_000
    return LogRecord(
      time: span.endTime, observedTime: span.endTime, severityNumber: failed ? .error : .info,
      severityText: failed ? "ERROR" : "INFO",
      body: .string("\(span.name) \(failed ? "failed" : "done") after \(milliseconds) ms"),
      attributes: Array(span.attributes.prefix(3)), flags: span.flags & 0xFF, traceID: span.traceID,
      spanID: span.spanID, resource: span.resource, scope: span.scope)
  }

  private struct Operation: Hashable {
    let resource: Resource
    let name: String
  }

  private static func points(of spans: [Span]) -> [MetricPoint] {
    guard let newest = spans.map(\.endTime).max() else { return [] }
    let start = spans.map(\.startTime).min() ?? newest
    var durations: [Operation: [Double]] = [:]
    var operations: [Operation] = []
    var resources: [Resource] = []
    for span in spans {
      let operation = Operation(resource: span.resource, name: span.name)
      if durations[operation] == nil { operations.append(operation) }
      if !resources.contains(span.resource) { resources.append(span.resource) }
      let milliseconds = Double(span.endTime.nanoseconds(since: span.startTime)) / 1e6
      durations[operation, default: []].append(milliseconds)
    }
    var points: [MetricPoint] = []
    for operation in operations {
      let attributes = [Attribute("operation", .string(operation.name))]
      let values = durations[operation] ?? []
      let calls = Metric(
        name: "calls", unit: "{call}", type: .sum, temporality: .delta, isMonotonic: true,
        resource: operation.resource)
      points.append(
        MetricPoint(calls, attributes: attributes, time: newest, startTime: start, value: .int(Int64(values.count))))
      let duration = Metric(
        name: "call.duration", unit: "ms", type: .histogram, temporality: .delta, resource: operation.resource)
      points.append(
        MetricPoint(duration, attributes: attributes, time: newest, startTime: start, value: histogram(of: values)))
    }
    for (index, resource) in resources.enumerated() {
      for (name, unit) in gauges {
        points.append(
          MetricPoint(
            Metric(name: name, unit: unit, type: .gauge, resource: resource), time: newest,
            value: .double(Double(index) + 0.25)))
      }
    }
    return points
  }

  private static func histogram(of values: [Double]) -> MetricPoint.Value {
    var counts = [UInt64](repeating: 0, count: bounds.count + 1)
    for value in values { counts[bounds.firstIndex { value <= $0 } ?? bounds.count] += 1 }
    return .histogram(
      MetricPoint.Histogram(
        count: UInt64(values.count), sum: values.reduce(0, +), min: values.min(), max: values.max(),
        bucketCounts: counts, bounds: bounds))
  }
}
