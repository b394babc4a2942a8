import SegmentStore
import TelemetryModel
import TelemetryStorage
import Testing

@Suite struct MetricRetentionTests {
  let script: MaintenanceScript

  init() throws { script = try MaintenanceScript() }

  private func append(to store: SegmentStore, count: Int = 4) throws {
    let now = script.clock.now
    let points = (0..<count).map { gauge("a", at: Timestamp(nanoseconds: now + UInt64($0)), 1) }
    try store.append([MetricBatch(points)])
  }

  @Test func pointsHaveARetentionOfTheirOwn() throws {
    script.options.retain = .seconds(20 * 86_400)
    script.options.retainMetrics = .seconds(5 * 86_400)
    let store = try script.open()
    try append(to: store)
    try store.append([SpanBatch(Span.stubs(trace: 1, count: 3))])
    let maintenance = store.maintenance(script.options)
    for day in 1...30 {
      script.clock.advance(seconds: 86_400)
      // Something arrives, so that the clock is trusted.
      try append(to: store)
      try maintenance.run()
      // Compacted segments reach over an eighth of five days.
      if day <= 5 { #expect(try store.points().count == 4 * (day + 1)) }
      if day > 5 { #expect((20...24).contains(try store.points().count)) }
      #expect(try store.trace(.numbered(1)).isEmpty == (day > 20), "day \(day)")
    }
    #expect(store.statistics().maintenance.removedMetricPoints >= 100)
    store.close()
  }

  @Test func withoutALimitPointsStayWhenSpansGo() throws {
    script.options.retain = .seconds(86_400)
    let store = try script.open()
    try append(to: store)
    try store.append([SpanBatch(Span.stubs(trace: 1, count: 3))])
    let maintenance = store.maintenance(script.options)
    for _ in 0..<10 {
      script.clock.advance(seconds: 86_400)
      try maintenance.run()
    }
    #expect(try store.points().count == 4)
    #expect(try store.trace(.numbered(1)).isEmpty)
    store.close()
  }

  @Test func beyondTheBytesTheOldestGoWhateverTheyAre() throws {
    let store = try script.open()
    for trace in 0..<10 as Range<UInt64> {
      try append(to: store, count: 3_000)
      try store.append([SpanBatch(Span.stubs(trace: trace, count: 300))])
      script.clock.advance(seconds: 3_600)
    }
    try store.maintenance(script.options).run()
    let before = store.statistics()
    script.options.retainBytes = before.databaseByteCount / 2
    try store.maintenance(script.options).run()
    let after = store.statistics()
    #expect(after.metrics.segmentCount < before.metrics.segmentCount)
    #expect(try store.check() == [])
    store.close()
  }
}
