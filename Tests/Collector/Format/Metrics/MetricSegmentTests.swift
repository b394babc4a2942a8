import SegmentFormat
import TelemetryModel
import TestSupport
import Testing

@Suite struct MetricSegmentTests {
  private static func encode(_ batch: MetricBatch, _ level: MetricSegmentEncoder.Level) -> EncodedMetricSegment {
    var encoder = MetricSegmentEncoder(level)
    return encoder.encode(batch, segmentID: 7)
  }

  private static func decode(_ segment: EncodedMetricSegment) throws -> MetricBatch {
    try MetricSegment(directory: segment.directory.span.bytes, segmentID: 7).points(segment.points.span.bytes)
  }

  /// Gauges and counters as a scraper sends them: every 15 seconds, some values constant, some decimal, some noise.
  private static func scrape(seed: UInt64, seriesCount: Int, pointCount: Int) -> [MetricPoint] {
    var generator = SeededGenerator(seed: seed)
    var totals = Array(repeating: 0 as Int64, count: seriesCount)
    return (0..<pointCount).flatMap { step in
      (0..<seriesCount).map { series in
        let metric = Metric(name: "metric.\(series % 7)", unit: "1", type: .sum, temporality: .cumulative)
        totals[series] += Int64(generator.number(0...(series % 5) * 10))
        let value: MetricPoint.Value =
          series % 2 == 0 ? .int(totals[series]) : .double(Double(generator.number(0...1000)) / 10)
        return MetricPoint(
          metric, attributes: [Attribute("pod", .string("pod-\(series)"))],
          time: Timestamp(nanoseconds: 1_700_000_000_000_000_000 + UInt64(step) * 15_000_000_000),
          startTime: Timestamp(nanoseconds: 1_600_000_000_000_000_000), value: value)
      }
    }
  }

  @Test(arguments: 0..<12 as Range<UInt64>)
  func `level 0 gives back every field of every row in the order of arrival`(_ seed: UInt64) throws {
    let batch = MetricBatch(RandomPoints.make(seed: seed, count: 1 + Int(seed) * 30))
    let segment = Self.encode(batch, .zero)
    #expect(try batch.firstDifference(from: Self.decode(segment)) == nil, "seed \(seed)")
    #expect(segment.pointCount == batch.count)
  }

  @Test(arguments: 0..<12 as Range<UInt64>)
  func `level 1 gives back every field of every row by series and time`(_ seed: UInt64) throws {
    let batch = MetricBatch(RandomPoints.make(seed: seed, count: 1 + Int(seed) * 30)).orderedForStorage()
    #expect(try batch.firstDifference(from: Self.decode(Self.encode(batch, .one))) == nil, "seed \(seed)")
  }

  @Test func `several groups are read like one`() throws {
    let batch = MetricBatch(Self.scrape(seed: 1, seriesCount: 50, pointCount: 400)).orderedForStorage()
    let segment = Self.encode(batch, .one)
    #expect(try batch.firstDifference(from: Self.decode(segment)) == nil)
    let arrived = MetricBatch(Self.scrape(seed: 1, seriesCount: 50, pointCount: 400))
    #expect(try arrived.firstDifference(from: Self.decode(Self.encode(arrived, .zero))) == nil)
  }

  @Test func `a regular scrape takes less than two bytes a point`() throws {
    let batch = MetricBatch(Self.scrape(seed: 2, seriesCount: 100, pointCount: 240)).orderedForStorage()
    let segment = Self.encode(batch, .one)
    #expect(segment.directory.count + segment.points.count < 2 * batch.count)
  }

  @Test func `gaps and outliers in a gauge cost what they are, not what the gauge is`() throws {
    let metric = Metric(name: "gauge")
    var generator = SeededGenerator(seed: 4)
    let points = (0..<4000 as Range<UInt64>).map { step in
      let regular = Double(generator.number(0...200)) / 4
      let value = step % 50 == 7 ? .nan : step % 50 == 9 ? -0.0 : step % 90 == 3 ? Double.pi * Double(step) : regular
      return MetricPoint(metric, time: Timestamp(nanoseconds: step * 15_000_000_000), value: .double(value))
    }
    let batch = MetricBatch(points)
    let segment = Self.encode(batch, .one)
    #expect(try batch.firstDifference(from: Self.decode(segment)) == nil)
    #expect(segment.points.count < 2 * batch.count)
  }

  @Test(arguments: [MetricSegmentEncoder.Level.zero, .one])
  func `chosen series in a range of times are read alone`(_ level: MetricSegmentEncoder.Level) throws {
    var points = Self.scrape(seed: 3, seriesCount: 20, pointCount: 50)
    for index in points.indices where index % 3 == 0 {
      points[index].exemplars = [.init(time: points[index].time, value: .int(Int64(index)))]
    }
    let batch = MetricBatch(points).orderedForStorage()
    let encoded = Self.encode(batch, level)
    let segment = try MetricSegment(directory: encoded.directory.span.bytes, segmentID: 7)
    let times = batch.times[10]...batch.times[30]
    let chosen = Set(segment.tables.series.indices.filter { $0 % 4 == 1 }.map { UInt32($0) })
    let read = try segment.points(encoded.points.span.bytes, in: times) { chosen.contains($0) }
    var expected = MetricBatch()
    expected.append(
      contentsOf: batch,
      rows: (0..<batch.count).filter { chosen.contains(batch.seriesIndexes[$0]) && times.contains(batch.times[$0]) })
    #expect(!expected.isEmpty)
    #expect(expected.firstDifference(from: read) == nil)
  }

  @Test(arguments: [5, 6] as [UInt64])
  func `merging drops points that were sent again, and nothing else`(_ seed: UInt64) {
    let points = RandomPoints.make(seed: seed, count: 120)
    let once = MetricBatch(points).orderedForStorage()
    var twice = MetricBatch(points)
    twice.append(contentsOf: MetricBatch(points.reversed()))
    let merged = twice.orderedForStorage()
    #expect(merged.count == once.count, "seed \(seed)")
    #expect(merged.orderedForStorage().firstDifference(from: merged) == nil, "seed \(seed)")
  }

  @Test func `points of one moment that differ in content are both kept`() {
    let metric = Metric(name: "m")
    let time = Timestamp(nanoseconds: 5)
    let values: [MetricPoint.Value] = [.int(1), .double(1), .int(1), .none, .double(-0.0), .double(0)]
    let batch = MetricBatch(values.map { MetricPoint(metric, time: time, value: $0) }).orderedForStorage()
    #expect(batch.count == 5)
  }

  @Test(arguments: [MetricSegmentEncoder.Level.zero, .one])
  func `a flipped bit anywhere is found`(_ level: MetricSegmentEncoder.Level) throws {
    let batch = MetricBatch(RandomPoints.make(seed: 9, count: 40)).orderedForStorage()
    let segment = Self.encode(batch, level)
    var generator = SeededGenerator(seed: 9)
    for _ in 0..<300 {
      var directory = segment.directory
      var points = segment.points
      if generator.isOne(in: 2) {
        directory[generator.number(0...directory.count - 1)] ^= 1 << UInt8(generator.number(0...7))
      } else {
        points[generator.number(0...points.count - 1)] ^= 1 << UInt8(generator.number(0...7))
      }
      #expect(throws: SegmentError.self) {
        try MetricSegment(directory: directory.span.bytes, segmentID: 7).points(points.span.bytes)
      }
    }
    #expect(throws: SegmentError.self) {
      try MetricSegment(directory: segment.directory.span.bytes, segmentID: 8)
    }
    #expect(throws: SegmentError.self) {
      try MetricSegment(directory: segment.points.span.bytes, segmentID: 7)
    }
  }

  @Test(arguments: [MetricSegmentEncoder.Level.zero, .one])
  func `damage under a valid checksum is refused or decoded, never trapped on`(
    _ level: MetricSegmentEncoder.Level
  ) throws {
    let batch = MetricBatch(RandomPoints.make(seed: 11, count: 60)).orderedForStorage()
    let segment = Self.encode(batch, level)
    let intact = try MetricSegment(directory: segment.directory.span.bytes, segmentID: 7)
    var generator = SeededGenerator(seed: 11)
    for _ in 0..<3000 {
      var points = segment.points
      for _ in 0..<generator.number(1...3) {
        points[generator.number(BlockHeader.byteCount...points.count - 1)] = UInt8(truncatingIfNeeded: generator.next())
      }
      BlockHeader.seal(&points, segmentID: 7, part: 1)
      if let read = try? intact.points(points.span.bytes) { #expect(read.points.count == batch.count) }
    }
  }
}
