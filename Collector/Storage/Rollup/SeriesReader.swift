import SegmentFormat
import TelemetryModel

/// Reads what a `SeriesWriter` wrote; checks everything, and takes no more memory than the bytes can account for.
struct SeriesReader {
  private let traceIDs: [TraceID]
  private let spanIDs: [SpanID]
  private var usedTraceCount = 0
  private var usedSpanCount = 0

  init(traceIDs: [TraceID], spanIDs: [SpanID]) {
    self.traceIDs = traceIDs
    self.spanIDs = spanIDs
  }

  /// Whether every exemplar that is stored was asked for.
  var isAtEnd: Bool { usedTraceCount == traceIDs.count && usedSpanCount == spanIDs.count }

  /// Identity, minute and statistics of every series.
  mutating func read(identityCount: Int, _ reader: inout ByteReader) throws(ByteReaderError) -> [Series] {
    var list = try Self.minutes(identityCount: identityCount, &reader)
    try Self.histograms(of: &list, &reader)
    var forms: [[UInt8]] = []
    forms.reserveCapacity(list.count)
    for _ in list { forms.append(try reader.bytes(3)) }
    for index in list.indices { try exemplars(of: &list[index].statistics, forms[index], &reader) }
    return list
  }

  private static func minutes(
    identityCount: Int, _ reader: inout ByteReader
  ) throws(ByteReaderError) -> [Series] {
    var counts: [Int] = []
    var total = 0
    for _ in 0..<identityCount {
      let count = try reader.count()
      total += count
      guard count > 0, total <= reader.remaining else { throw reader.failure("the numbers of series do not fit") }
      counts.append(count)
    }
    var list: [Series] = []
    list.reserveCapacity(total)
    var first: Int64 = 0
    for (identity, count) in counts.enumerated() {
      var previous = first
      for position in 0..<count {
        let step: Int64
        if position == 0 {
          step = try reader.zigzag()
        } else {
          step = Int64(try reader.varint32()) + 1
        }
        let (minute, overflows) = previous.addingReportingOverflow(step)
        guard !overflows, let stored = Minute(exactly: minute) else { throw reader.failure("a minute is out of range") }
        if position == 0 { first = minute }
        previous = minute
        list.append(Series(identity: identity, minute: stored, statistics: CallStatistics()))
      }
    }
    return list
  }

  private static func histograms(of list: inout [Series], _ reader: inout ByteReader) throws(ByteReaderError) {
    var zeroCounts: [UInt64] = []
    for _ in list { zeroCounts.append(try callCount(&reader)) }
    var bucketCounts: [Int] = []
    var total = 0
    for _ in list {
      let count = try reader.count()
      total += count
      guard count <= DurationScale.indexes.count, total <= reader.remaining else {
        throw reader.failure("the numbers of buckets do not fit")
      }
      bucketCounts.append(count)
    }
    var buckets = try bucketIndexes(bucketCounts, total, &reader)
    for index in buckets.indices { buckets[index].count = try callCount(&reader) + 1 }
    var errorCounts: [UInt64] = []
    for _ in list { errorCounts.append(try callCount(&reader)) }
    var end = 0
    for index in list.indices {
      let range = end..<end + bucketCounts[index]
      end = range.upperBound
      let histogram = try histogram(zeroCounts[index], Array(buckets[range]), &reader)
      guard errorCounts[index] <= histogram.count else { throw reader.failure("more errors than calls") }
      list[index].statistics.durations = histogram
      list[index].statistics.errorCount = errorCounts[index]
    }
  }

  private static func callCount(_ reader: inout ByteReader) throws(ByteReaderError) -> UInt64 {
    let count = try reader.varint()
    guard count < RollupLimits.storedCallCount else { throw reader.failure("a count of \(count) is over the limit") }
    return count
  }

  private static func bucketIndexes(
    _ counts: [Int], _ total: Int, _ reader: inout ByteReader
  ) throws(ByteReaderError) -> [DurationHistogram.Bucket] {
    var buckets: [DurationHistogram.Bucket] = []
    buckets.reserveCapacity(total)
    var first: Int64 = 0
    for count in counts {
      var previous = first
      for position in 0..<count {
        let step: Int64
        if position == 0 {
          step = try reader.zigzag()
        } else {
          step = Int64(try reader.varint32()) + 1
        }
        let (index, overflows) = previous.addingReportingOverflow(step)
        guard !overflows, index >= DurationScale.indexes.lowerBound, index <= DurationScale.indexes.upperBound else {
          throw reader.failure("a bucket is out of range")
        }
        if position == 0 { first = index }
        previous = index
        buckets.append(DurationHistogram.Bucket(index: Int(index), count: 0))
      }
    }
    return buckets
  }

  /// Reads the bounds of a histogram and holds them against its buckets.
  private static func histogram(
    _ zeroCount: UInt64, _ buckets: [DurationHistogram.Bucket], _ reader: inout ByteReader
  ) throws(ByteReaderError) -> DurationHistogram {
    let count = buckets.reduce(zeroCount) { $0 + $1.count }
    guard count > 0, count <= RollupLimits.storedCallCount else { throw reader.failure("a count is out of range") }
    let maximum = try reader.varint()
    var minimum = maximum
    var sum = UInt128(maximum)
    if count > 1 {
      let width = try reader.varint()
      guard width <= maximum else { throw reader.failure("a minimum lies below zero") }
      minimum = maximum - width
      sum = UInt128(try reader.varint())
      sum += UInt128(try reader.varint()) << 64
    }
    let calls = UInt128(count)
    guard calls * UInt128(minimum) <= sum, sum <= calls * UInt128(maximum) else {
      throw reader.failure("a sum does not fit minimum and maximum")
    }
    let fitsMinimum =
      zeroCount > 0 ? minimum == 0 : minimum > 0 && DurationScale.index(of: minimum) == buckets.first?.index
    let fitsMaximum = maximum == 0 ? buckets.isEmpty : DurationScale.index(of: maximum) == buckets.last?.index
    guard fitsMinimum, fitsMaximum else { throw reader.failure("minimum or maximum lie outside of the buckets") }
    return DurationHistogram(
      zeroCount: zeroCount, buckets: buckets, minimum: minimum, maximum: maximum, sum: sum)
  }

  private mutating func exemplars(
    of statistics: inout CallStatistics, _ forms: [UInt8], _ reader: inout ByteReader
  ) throws(ByteReaderError) {
    let maximum = statistics.durations.maximum
    var exemplars = Exemplars()
    exemplars.error = try exemplar(forms[0], besides: exemplars, maximum, &reader)
    exemplars.slowest = try exemplar(forms[1], besides: exemplars, maximum, &reader)
    exemplars.typical = try exemplar(forms[2], besides: exemplars, maximum, &reader)
    statistics.exemplars = exemplars
  }

  private mutating func exemplar(
    _ form: UInt8, besides others: Exemplars, _ maximum: UInt64, _ reader: inout ByteReader
  ) throws(ByteReaderError) -> Exemplar? {
    switch form {
    case ExemplarForm.none: return nil
    case ExemplarForm.new: return try newExemplar(maximum, &reader)
    case ExemplarForm.sameAsError where others.error != nil: return others.error
    case ExemplarForm.sameAsSlowest where others.slowest != nil: return others.slowest
    default: throw reader.failure("the form of an exemplar is not known")
    }
  }

  private mutating func newExemplar(
    _ maximum: UInt64, _ reader: inout ByteReader
  ) throws(ByteReaderError) -> Exemplar {
    let shortfall = try reader.varint()
    guard shortfall <= maximum else { throw reader.failure("an exemplar took less than no time") }
    var trace = try reader.index(below: usedTraceCount + 1) - 1
    if trace < 0 {
      trace = usedTraceCount
      usedTraceCount += 1
    }
    guard trace < traceIDs.count, usedSpanCount < spanIDs.count else { throw reader.failure("an exemplar has no IDs") }
    defer { usedSpanCount += 1 }
    return Exemplar(
      traceID: traceIDs[trace], spanID: spanIDs[usedSpanCount], durationNanoseconds: maximum - shortfall)
  }
}

extension ByteReader {
  func failure(_ reason: String) -> ByteReaderError { ByteReaderError(byteOffset: offset, reason: reason) }
}
