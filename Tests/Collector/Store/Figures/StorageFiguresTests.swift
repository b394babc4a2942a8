import SegmentStore
import TelemetryModel
import TelemetryStorage
import TestSupport
import Testing

struct StorageFiguresTests {
  private func expectSums(_ figures: StorageFigures, sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(figures.columns.reduce(0) { $0 + $1.bytes } == figures.bytes, sourceLocation: sourceLocation)
    #expect(figures.services.reduce(0) { $0 + $1.bytes } == figures.bytes, sourceLocation: sourceLocation)
    #expect(figures.operations.reduce(0) { $0 + $1.bytes } == figures.bytes, sourceLocation: sourceLocation)
    #expect(figures.operations.reduce(0) { $0 + $1.spans } == figures.spans, sourceLocation: sourceLocation)
    #expect(figures.days.reduce(0) { $0 + $1.bytes } == figures.bytes, sourceLocation: sourceLocation)
  }

  @Test func anEmptyStoreHasNothing() throws {
    let store = try MaintenanceScript().open()
    let figures = try store.figures()
    #expect(figures.spans == 0 && figures.bytes == 0 && figures.columns.isEmpty)
    #expect(figures.forecast?.daysLeft == nil)
  }

  @Test func everyTableAddsUpBeforeAndAfterTheMerge() throws {
    let script = try MaintenanceScript()
    let store = try script.open()
    for trace in 0..<40 as Range<UInt64> {
      try store.append([SpanBatch(Span.stubs(trace: trace, count: 20, service: "service-\(trace % 3)"))])
    }
    let before = try store.figures()
    expectSums(before)
    #expect(before.unmeasuredSegments == 40)
    #expect(before.services.map(\.service) == [""])

    try script.settle(store)
    let after = try store.figures()
    expectSums(after)
    #expect(after.spans == 800)
    #expect(after.unmeasuredSegments == 0)
    #expect(Set(after.services.map(\.service)) == ["service-0", "service-1", "service-2"])
    #expect(after.columns.contains { $0.kind == .attribute && $0.name == "user.id" })
    #expect(after.columns.contains { $0.kind == .stream && $0.name == "span IDs" && $0.bytes == 800 * 8 })
    #expect(!after.columns.contains { $0.kind == .unmeasured })
  }

  @Test func logsAndMetricsAddUpBeforeAndAfterTheMerge() throws {
    let script = try MaintenanceScript()
    let store = try script.open()
    let seed = UInt64.random(in: 0 ... .max)
    for part in 0..<4 as Range<UInt64> {
      try store.append([LogBatch(RandomLogs.make(seed: seed &+ part, count: 200))])
      try store.append([MetricBatch(RandomPoints.make(seed: seed &+ part, count: 300))])
    }
    let before = try store.figures()
    try script.settle(store)
    let after = try store.figures()
    for figures in [before, after] {
      let (logs, metrics) = (try #require(figures.logs), try #require(figures.metrics))
      #expect(logs.columns.reduce(0) { $0 + $1.bytes } == logs.bytes, "seed \(seed)")
      #expect(metrics.columns.reduce(0) { $0 + $1.bytes } == metrics.bytes, "seed \(seed)")
      #expect(!(logs.columns + metrics.columns).contains { $0.name == "unknown" }, "seed \(seed)")
      let segmentBytes = figures.bytes + logs.bytes + metrics.bytes
      #expect(figures.file.structureBytes + segmentBytes <= figures.file.bytes, "seed \(seed)")
    }
    #expect(before.logs?.columns.map(\.kind) == [.unmeasured])
    #expect(after.logs?.columns.contains { $0.kind == .stream && $0.name == "bodies" } == true)
    #expect(after.logs?.columns.contains { $0.kind == .unmeasured } == false)
    #expect(after.metrics?.columns.contains { $0.kind == .stream && $0.name == "bits of numbers" } == true)
    #expect(after.spans == 0 && after.bytes == 0)
  }

  @Test func theForecastFollowsTheRateOfTheLastDay() throws {
    let script = try MaintenanceScript()
    let store = try script.open()
    try store.append([SpanBatch(Span.stubs(trace: 1, count: 100))])
    script.clock.advance(seconds: 3_600)
    try store.append([SpanBatch(Span.stubs(trace: 2, count: 100))])
    script.clock.advance(seconds: 3_600)
    let forecast = try #require(try store.figures(retainBytes: 10_000_000).forecast)
    #expect(forecast.limit == .retainBytes)
    #expect(forecast.measuredSeconds == 7_200)
    #expect(abs(forecast.spansPerDay - 2_400) < 1)
    #expect(forecast.remainingBytes < 10_000_000)
    let daysLeft = try #require(forecast.daysLeft)
    #expect(abs(daysLeft - Double(forecast.remainingBytes) / forecast.bytesPerDay) < 1e-6)

    script.clock.advance(seconds: 3 * 86_400)
    #expect(try store.figures(retainBytes: 10_000_000).forecast?.daysLeft == nil)
    #expect(try store.figures().forecast?.limit == .disk)
  }
}
