import SegmentStore
import TelemetryModel
import TelemetryStorage
import TestSupport
import Testing

/// Spans that are sent again after they were merged.
@Suite struct ResendTests {
  let script: MaintenanceScript

  init() throws { script = try MaintenanceScript() }

  @Test func aSpanThatIsSentAgainIsStoredTwiceUntilTheNextMerge() throws {
    let store = try script.open()
    let spans = Span.stubs(trace: 1, count: 20)
    try store.append([SpanBatch(spans)])
    try script.settle(store)
    try store.append([SpanBatch(spans[5...])])
    try store.append([SpanBatch(spans[..<15])])
    #expect(try store.trace(.numbered(1)).count == 50)
    try script.settle(store)
    let found = try store.trace(.numbered(1)).spans
    #expect(found.count == 20)
    #expect(Set(found) == Set(spans))
    store.close()
  }

  @Test func aMergeLeavesOutWhatLevelOneHasAndKeepsWhatDiffersAnywhere() throws {
    let store = try script.open()
    let spans = Span.stubs(trace: 1, count: 20) + Span.stubs(trace: 2, count: 20)
    var changed = spans[3]
    changed.attributes.append(Attribute("retry", .bool(true)))
    var half = spans[4]
    half.kind = .client
    var event = spans[25]
    event.events.append(SpanEvent(time: event.startTime, name: "late", attributes: []))
    try store.append([SpanBatch(spans)])
    try script.settle(store)
    let new = Span.stubs(trace: 3, count: 5) + [changed, half, event]
    try store.append([SpanBatch(spans[10..<30] + new)])
    try script.settle(store)
    #expect(store.statistics().maintenance.duplicatesRemoved == 20)
    #expect(store.statistics().levelZero.spanCount == 0)
    let stored = try MaintenanceScript.spans(store)
    #expect(stored.count == spans.count + new.count)
    #expect(Set(stored.spans) == Set(spans + new))
    #expect(try store.check() == [])
    store.close()
  }

  @Test func whatIsWhollyResentMakesNoSegment() throws {
    let store = try script.open()
    let spans = Span.stubs(trace: 1, count: 20)
    for _ in 1...3 {
      try store.append([SpanBatch(spans)])
      try script.settle(store)
    }
    #expect(store.statistics().levelOne.segmentCount == 1)
    #expect(store.statistics().levelOne.spanCount == 20)
    #expect(store.statistics().maintenance.duplicatesRemoved == 40)
    store.close()
  }

  @Test func resendsAreFoundInWhicheverSegmentTheirTraceLies() throws {
    let seed = UInt64.random(in: .min ... .max)
    let spans = RandomSpans.make(seed: seed, count: 2_000)
    script.options.compactionFanIn = 1_000
    let store = try script.open()
    for first in stride(from: 0, to: 2_000, by: 200) {
      try store.append([SpanBatch(spans[first..<first + 200])])
      try script.settle(store)
    }
    let stored = store.statistics().levelOne.spanCount
    #expect(store.statistics().levelOne.segmentCount >= 5, "seed \(seed)")
    try store.append([SpanBatch(spans)])
    try script.settle(store)
    #expect(store.statistics().levelOne.spanCount == stored, "seed \(seed)")
    #expect(store.statistics().maintenance.duplicatesRemoved == 4_000 - stored, "seed \(seed)")
    store.close()
  }
}
