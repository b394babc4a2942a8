import ConditionTesting
import SegmentFormat
import SegmentScan
import TelemetryModel
import TelemetryStorage
import TestSupport
import Testing

/// Searches of level-1 segments, compared with the definition of the condition.
struct LevelOneSearchTests {
  private func segment(_ spans: [Span]) throws -> LevelOneSegment {
    var encoder = LevelOneEncoder()
    let encoded = encoder.encode(SpanBatch(spans), segmentID: 1)
    var parts: [Int: [UInt8]] = [:]
    for part in encoded.parts { parts[part.part] = part.bytes }
    return try LevelOneSegment(parts: parts, segmentID: 1)
  }

  private func matches(_ condition: SpanCondition, _ segment: LevelOneSegment) throws -> [SpanMatch] {
    var found: [SpanMatch] = []
    try segment.matches(condition) { matches in
      found += matches
      return .continue
    }
    return found
  }

  private func check(_ spans: [Span], seed: UInt64, conditionCount: Int) throws {
    let segment = try segment(spans)
    var conditions = RandomConditions(about: spans, seed: seed)
    for _ in 0..<conditionCount {
      let condition = conditions.tree()
      let expected = spans.filter { ReferenceEvaluation.matches($0, condition) }
        .map { SpanMatch(traceID: $0.traceID, spanID: $0.spanID, start: $0.startTime) }
      let found = try matches(condition, segment)
      #expect(found.count == expected.count && Set(found) == Set(expected), "seed \(seed), \(condition)")
    }
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `a search of random spans finds what the definition finds`(seed: UInt64) throws {
    try check(RandomSpans.make(seed: seed, count: 100), seed: seed, conditionCount: 50)
  }

  @Test(arguments: 0..<10 as Range<UInt64>)
  func `predicted and templated values are found, too`(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    var spans: [Span] = []
    for trace in 0..<60 as Range<UInt64> {
      let order = "order-\(generator.number(0...20))-x"
      for number in 0..<8 as Range<UInt64> {
        var attributes = [
          Attribute("order.id", .string(order)), Attribute("route", .string("/orders/\(order)/items/\(number % 3)")),
          Attribute("http.response.status_code", .int(generator.isOne(in: 20) ? 500 : 200)),
        ]
        if generator.isOne(in: 3) { attributes.append(Attribute("user", .string("u\(generator.number(0...9))"))) }
        let event = SpanEvent(
          time: Timestamp(nanoseconds: 5), name: "e\(number % 2)", attributes: [Attribute("order.id", .string(order))])
        spans.append(
          .stub(
            traceID: TraceID(high: 1, low: trace + 1), spanID: SpanID(rawValue: trace * 8 + number + 1),
            parentSpanID: number == 0 ? .none : SpanID(rawValue: trace * 8 + 1), name: "op \(number % 4)",
            start: 1_000_000 * trace + number, durationNanoseconds: UInt64(generator.number(1...1_000)),
            attributes: attributes, events: generator.isOne(in: 4) ? [event] : [],
            status: generator.isOne(in: 9) ? SpanStatus(.error, message: "failed \(order)") : SpanStatus()))
      }
    }
    try check(spans, seed: seed, conditionCount: 50)
  }
}
