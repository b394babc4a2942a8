import TelemetryModel
import TestSupport
import Testing

@Suite struct MetricBatchTests {
  @Test(arguments: [1, 2, 3] as [UInt64])
  func `joining batches keeps every field of every row`(_ seed: UInt64) {
    let points = RandomPoints.make(seed: seed, count: 200)
    let whole = MetricBatch(points)
    var joined = MetricBatch(points[..<70])
    joined.append(contentsOf: MetricBatch(points[70...]))
    #expect(whole.firstDifference(from: joined) == nil, "seed \(seed)")
    #expect(joined.series.count == whole.series.count)
  }

  @Test(arguments: [4, 5] as [UInt64])
  func `chosen rows are carried over alone and in the order asked for`(_ seed: UInt64) {
    let points = RandomPoints.make(seed: seed, count: 100)
    let rows = [99, 3, 3, 50, 0]
    var chosen = MetricBatch()
    chosen.append(contentsOf: MetricBatch(points), rows: rows)
    #expect(MetricBatch(rows.map { points[$0] }).firstDifference(from: chosen) == nil, "seed \(seed)")
    #expect(chosen.series.count <= 4)
  }

  @Test func `attributes in another order make another series`() {
    let metric = Metric(name: "m")
    let a = Attribute("a", .int(1))
    let b = Attribute("b", .int(2))
    let time = Timestamp(nanoseconds: 1)
    let batch = MetricBatch(
      [[a, b], [b, a], [a, b]].map { MetricPoint(metric, attributes: $0, time: time, value: .int(1)) })
    #expect(batch.seriesIndexes == [0, 1, 0])
    #expect(batch.metrics.count == 1)
    #expect(batch.payloads.count == 4)
  }

  @Test func `bucket counts of any size are kept`() {
    let counts: [UInt64] = [0, 1, 127, 128, 16_383, 16_384, .max]
    var batch = MetricBatch()
    let list = batch.appendBuckets(counts)
    #expect(Array(batch.bucketCounts(of: list)) == counts)
    #expect(batch.bucketCounts(of: list).bucketCount == counts.count)
  }

  @Test func `lists of bounds are kept once, told apart by their bits`() {
    var table = BoundsTable()
    #expect(table.intern([]) == 0)
    #expect(table.intern([0, 1]) == 1)
    #expect(table.intern([-0.0, 1]) == 2)
    #expect(table.intern([0, 1]) == 1)
    #expect(Array(table[2]).map(\.sign) == [.minus, .plus])
  }
}
