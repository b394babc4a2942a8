import SegmentStore
import TelemetryModel
import TelemetryStorage
import TestSupport
import Testing

@Suite struct MetricStoreTests {
  let script: MaintenanceScript

  init() throws { script = try MaintenanceScript() }

  @Test(arguments: 1...6 as ClosedRange<UInt64>)
  func everyFieldComesBackFromLevelZeroAndFromLevelOneAndAfterARestart(seed: UInt64) throws {
    let points = RandomPoints.make(seed: seed, count: 300)
    let store = try script.open()
    for first in stride(from: 0, to: points.count, by: 60) {
      try store.append([MetricBatch(points[first..<first + 60])])
      script.clock.advance(seconds: 1)
    }
    let sent = MetricBatch(points).orderedForComparison
    #expect(try store.points().orderedForComparison == sent, "seed \(seed)")
    #expect(store.statistics().metrics.levelZero.pointCount == 300)
    try script.settle(store)
    #expect(store.statistics().metrics.levelZero.pointCount == 0)
    #expect(try store.check() == [], "seed \(seed)")
    let merged = try store.points().orderedForComparison
    #expect(Set(merged) == Set(sent), "seed \(seed)")
    #expect(merged.count == Set(sent).count, "seed \(seed): \(merged.count) points")
    store.close()
    let reopened = try script.open()
    #expect(try reopened.points().orderedForComparison == merged, "seed \(seed)")
    reopened.close()
  }

  @Test func aPortionTellsItsSeriesAndReadsThoseThatAreChosen() throws {
    let store = try script.open()
    let batch = MetricBatch((0..<50 as Range<UInt64>).flatMap { step in [gauge("a", step), gauge("b", step)] })
    try store.append([batch])
    try script.settle(store)
    let range = try #require(TimeRange(start: Self.time(10), end: Self.time(19)))
    var found: [MetricPoint] = []
    var ids: [Int64] = []
    for _ in 0..<2 {
      try store.scanMetrics(range) { (portion) throws(StoreError) in
        #expect(portion.pointCount == 100)
        #expect(portion.times == TimeRange(start: Self.time(0), end: Self.time(49)))
        let tables = portion.tables
        #expect(tables.isEmpty && tables.series.count == 2)
        ids.append(portion.id)
        found += try portion.load(in: range) { series in
          tables.strings.text(tables.metrics[Int(tables.series[Int(series)].metric)].name) == "b"
        }.points
        return .continue
      }
    }
    #expect(found == (10...19).map { gauge("b", $0) } + (10...19).map { gauge("b", $0) })
    #expect(Set(ids).count == 1)
    store.close()
  }

  @Test func aScanLeavesOutWhatLiesOutsideItsTimesAndEndsWhenToldSo() throws {
    let store = try script.open()
    for step in 0..<5 as Range<UInt64> { try store.append([MetricBatch([gauge("a", step * 100)])]) }
    func visits(_ range: TimeRange, stopAfter limit: Int = .max) throws -> Int {
      var count = 0
      try store.scanMetrics(range) { (_) throws(StoreError) in
        count += 1
        return count >= limit ? .stop : .continue
      }
      return count
    }
    #expect(try visits(.all) == 5)
    #expect(try visits(.all, stopAfter: 2) == 2)
    #expect(try visits(try #require(TimeRange(start: Self.time(100), end: Self.time(200)))) == 2)
    store.close()
  }

  @Test func pointsThatAreSentAgainAreStoredOnceAfterTheMerge() throws {
    let store = try script.open()
    let batch = MetricBatch((0..<20).map { gauge("a", $0) })
    for _ in 0..<3 { try store.append([batch]) }
    #expect(try store.points().count == 60)
    try script.settle(store)
    #expect(try store.points().points == batch.points)
    #expect(store.statistics().maintenance.duplicateMetricPoints == 40)
    store.close()
  }

  @Test func segmentsOfAWindowBecomeOneOnceItIsOver() throws {
    let store = try script.open()
    let maintenance = store.maintenance(script.options)
    // A batch every two minutes for a day.
    for round in 0..<720 as Range<UInt64> {
      let now = Timestamp(nanoseconds: script.clock.now)
      try store.append([MetricBatch((0..<4).map { gauge("series-\($0)", at: now, Double(round)) })])
      script.clock.advance(seconds: 120)
      try maintenance.run()
    }
    script.clock.advance(seconds: 12 * 3_600)
    try maintenance.run()
    let figures = store.statistics().metrics
    #expect(figures.pointCount == 2_880)
    #expect(figures.levelZero.segmentCount == 0)
    // Three or four windows, each in a few segments of different size.
    #expect(figures.segmentCount <= 12)
    let ids = try script.longestSegmentSeconds(store)
    #expect(ids <= 8 * 3_600)
    #expect(try store.check() == [])
    store.close()
  }

  @Test func damagedPointsAreReportedAndLeftOutAndCanBeSetAside() throws {
    let store = try script.open()
    try store.append([MetricBatch([gauge("a", 1)])])
    try store.append([MetricBatch([gauge("b", 2)])])
    try RawDatabase.execute(
      "UPDATE metric_segment_part SET data = zeroblob(length(data)) WHERE id = 9", in: script.folder.store)
    let findings = try store.check()
    #expect(findings.count == 1)
    #expect(findings.first?.segmentID == 1)
    #expect(try store.points().points == [gauge("b", 2)])
    #expect(store.statistics().damagedSegments == 1)
    try store.quarantine(1)
    #expect(try store.check() == [])
    #expect(try store.points().points == [gauge("b", 2)])
    store.close()
  }

  @Test func aBatchThatIsTooLargeForOneSegmentIsDivided() throws {
    script.storeOptions.segmentPointCount = 7
    let store = try script.open()
    let points = (0..<40).map { gauge("a", $0) }
    try store.append([MetricBatch(points[..<30]), MetricBatch(points[30...])])
    #expect(store.statistics().metrics.segmentCount == 7)
    #expect(store.statistics().commits == 1)
    #expect(try store.points().points == points)
    store.close()
  }

  @Test func idsAreNeverUsedAgainAfterMetricsWereRemoved() throws {
    script.options.retainMetrics = .seconds(60)
    var store = try script.open()
    try store.append([MetricBatch([gauge("a", at: Timestamp(nanoseconds: script.clock.now), 1)])])
    script.clock.advance(seconds: 4_000)
    try store.maintenance(script.options).run()
    #expect(store.statistics().metrics.pointCount == 0)
    store.close()
    store = try script.open()
    try store.append([MetricBatch([gauge("a", 1)])])
    let id = try RawDatabase.number("SELECT min(id) FROM metric_segment", in: script.folder.store)
    #expect(id > 1)
    store.close()
  }
}
