package import TelemetryModel

/// Random log records that between them use every field and every kind of body, and seldom look like real ones.
package enum RandomLogs {
  package static func make(seed: UInt64, count: Int) -> [LogRecord] {
    var generator = SeededGenerator(seed: seed)
    var resource = generator.resource()
    var scope = generator.scope()
    var records: [LogRecord] = []
    for _ in 0..<count {
      if generator.isOne(in: 5) { resource = generator.resource() }
      if generator.isOne(in: 4) { scope = generator.scope() }
      records.append(generator.record(resource, scope))
    }
    return records
  }
}

extension SeededGenerator {
  fileprivate mutating func record(_ resource: Resource, _ scope: InstrumentationScope) -> LogRecord {
    LogRecord(
      time: Timestamp(nanoseconds: time()), observedTime: Timestamp(nanoseconds: isOne(in: 2) ? time() : 0),
      severityNumber: SeverityNumber(rawValue: enumNumber(upTo: 24)), severityText: isOne(in: 3) ? "" : text(),
      body: isOne(in: 2) ? .string(sentence()) : value(depth: 3), attributes: attributes(),
      droppedAttributesCount: count(), flags: isOne(in: 3) ? UInt32(truncatingIfNeeded: next()) : 0,
      traceID: isOne(in: 3) ? .invalid : TraceID(high: isOne(in: 4) ? 0 : next(), low: next()),
      spanID: isOne(in: 3) ? .none : SpanID(rawValue: next()), eventName: isOne(in: 4) ? text() : "",
      resource: resource, scope: scope)
  }

  /// A message with numbers, IDs and addresses in it, as real ones have.
  private mutating func sentence() -> String {
    let address = "10.\(next() % 4).3.\(next() % 256)"
    return pick([
      "order \(next() % 10_000) paid in \(next() % 500) ms", "connect to \(address):5432 refused",
      "user=\(String(next(), radix: 16)) logged in from \(address)", "retry \(next() % 3) of 3", "done", "",
    ])
  }
}
