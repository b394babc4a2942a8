import ConditionTesting
import Glibc
import SegmentStore
import TelemetryModel
import TelemetryStorage
import TestSupport
import Testing

/// Searches over both levels, with everything that leaves segments out, compared with the definition of the condition.
@Suite struct SearchTests {
  /// `SKEIN_RANDOM_CONDITIONS` asks for more.
  private static let conditionCount = getenv("SKEIN_RANDOM_CONDITIONS").flatMap { Int(String(cString: $0)) } ?? 300

  let script: MaintenanceScript

  init() throws {
    script = try MaintenanceScript()
    script.options.segmentSpanCount = 60
    script.options.heldBackSpanCount = 0
    script.options.waitingSegmentCount = 1
  }

  private func matches(
    _ condition: SpanCondition, _ store: SegmentStore, each: () throws(StoreError) -> Void = {}
  ) throws -> [SpanMatch] {
    var found: [SpanMatch] = []
    let hint = condition.requirements
    if hint.isNever { return [] }
    try store.scan(hint) { (portion) throws(StoreError) in
      try each()
      try portion.matches(condition) {
        found += $0
        return .continue
      }
      return .continue
    }
    return found
  }

  private func expected(_ condition: SpanCondition, _ spans: [Span]) -> [SpanMatch] {
    spans.filter { ReferenceEvaluation.matches($0, condition) }
      .map { SpanMatch(traceID: $0.traceID, spanID: $0.spanID, start: $0.startTime) }
  }

  /// Half of the spans merged, in several segments, the other half as they arrived.
  private func store(_ spans: [Span]) throws -> SegmentStore {
    let store = try script.open()
    let half = spans.count / 2
    for first in stride(from: 0, to: half, by: 50) {
      try store.append([SpanBatch(Array(spans[first..<min(first + 50, half)]))])
    }
    try script.settle(store)
    for first in stride(from: half, to: spans.count, by: 50) {
      try store.append([SpanBatch(Array(spans[first..<min(first + 50, spans.count)]))])
    }
    let statistics = store.statistics()
    try #require(statistics.levelZero.segmentCount > 1 && statistics.levelOne.segmentCount > 1)
    return store
  }

  @Test func aSearchOfBothLevelsFindsWhatTheDefinitionFinds() throws {
    let seed = UInt64.random(in: .min ... .max)
    let spans = RandomSpans.make(seed: seed, count: 400)
    let store = try store(spans)
    var conditions = RandomConditions(about: spans, seed: seed)
    for number in 0..<Self.conditionCount {
      let condition = conditions.tree()
      let expected = expected(condition, spans)
      let found = try matches(condition, store)
      #expect(
        found.count == expected.count && Set(found) == Set(expected), "seed \(seed), condition \(number), \(condition)")
    }
    #expect(store.statistics().damagedSegments == 0)
    store.close()
  }

  @Test func aSearchDuringMergesMissesAndDoublesNothing() throws {
    let seed = UInt64.random(in: .min ... .max)
    let spans = RandomSpans.make(seed: seed, count: 600)
    let store = try store(spans)
    var conditions = RandomConditions(about: spans, seed: seed)
    let maintenance = store.maintenance(script.options)
    script.clock.advance(seconds: 3_600)
    for _ in 0..<60 {
      let condition = conditions.tree()
      let expected = expected(condition, spans)
      // The scan sees one state, whatever is merged while it runs.
      let found = try matches(condition, store) { () throws(StoreError) in _ = try maintenance.step() }
      #expect(found.count == expected.count && Set(found) == Set(expected), "seed \(seed), \(condition)")
    }
    #expect(store.statistics().levelZero.segmentCount == 0, "merges went on meanwhile")
    store.close()
  }

  @Test func manyTracesAtOnceAreWhatTheyAreOneByOne() throws {
    let seed = UInt64.random(in: .min ... .max)
    let ids = (0..<25).map { TraceID.numbered($0) }
    var generator = SeededGenerator(seed: seed)
    let spans = RandomSpans.make(seed: seed, count: 400).map { span in
      var span = span
      span.traceID = generator.pick(ids)
      return span
    }
    let store = try store(spans)
    for wanted in [Set(ids), Set(ids.prefix(7)), [ids[3]], [.numbered(99)]] {
      var found: [TraceID: SpanBatch] = [:]
      try store.traces(wanted, .whole) { batch in
        for row in 0..<batch.count { found[batch.traceIDs[row], default: SpanBatch()].append(batch.span(at: row)) }
        return .continue
      }
      #expect(wanted.isSuperset(of: found.keys))
      for id in wanted { #expect(try store.trace(id).spans == found[id]?.spans ?? [], "seed \(seed), \(id)") }
      var outlined: [Outline] = []
      try store.traces(wanted, .outline) { batch in
        outlined += batch.spans.map(Outline.init)
        return .continue
      }
      let expected = try wanted.flatMap { try store.trace($0).spans.map(Outline.init) }
      #expect(outlined.count == expected.count && Set(outlined) == Set(expected), "seed \(seed)")
    }
    var visitCount = 0
    try store.traces(Set(ids), .outline) { _ in
      visitCount += 1
      return .stop
    }
    #expect(visitCount == 1)
    store.close()
  }

  /// What `SpanDetail.outline` promises of a span.
  private struct Outline: Hashable {
    let traceID: TraceID
    let spanID: SpanID
    let parentSpanID: SpanID
    let times: [Timestamp]
    let name: String
    let kind: SpanKind
    let status: SpanStatus.Code
    let resource: Resource

    init(_ span: Span) {
      traceID = span.traceID
      spanID = span.spanID
      parentSpanID = span.parentSpanID
      times = [span.startTime, span.endTime]
      name = span.name
      kind = span.kind
      status = span.status.code
      resource = span.resource
    }
  }

  @Test func everyAttributeIsFoundWhereItIs() throws {
    let seed = UInt64.random(in: .min ... .max)
    let spans = RandomSpans.make(seed: seed, count: 200)
    let store = try store(spans)
    for span in spans.prefix(100) {
      for attribute in span.attributes {
        let condition = SpanCondition.attribute(
          key: attribute.key, text: AttributeText.text(attribute.value), on: .all)
        let match = SpanMatch(traceID: span.traceID, spanID: span.spanID, start: span.startTime)
        #expect(try matches(condition, store).contains(match), "seed \(seed), \(attribute)")
      }
    }
    store.close()
  }
}
