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
    let forms = try reader.bytes(3 * list.count)
    for index in list.indices {
      try exemplars(of: &list[index].statistics, forms[3 * index..<3 * index + 3], &reader)
    }
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
    let buckets = try buckets(bucketCounts, total, &reader)
    var errorCounts: [UInt64] = []
    for _ in list { errorCounts.append(try callCount(&reader)) }
    var end = 0
    for index in list.indices {
      let range = end..<end + bucketCounts[index]
      end = range.upperBound
      list[index].statistics.durations = DurationHistogram(zeroCount: zeroCounts[index], buckets: Array(buckets[range]))
      list[index].statistics.errorCount = errorCounts[index]
      let count = list[index].statistics.count
      guard count > 0, count <= RollupLimits.storedCallCount, errorCounts[index] <= count else {
        throw reader.failure("the counts of a series do not fit")
      }
    }
    for index in list.indices { try list[index].statistics.durations.readMaximum(&reader) }
    for index in list.indices { try list[index].statistics.durations.readMinimum(&reader) }
    for index in list.indices { try list[index].statistics.durations.readSum(&reader) }
  }

  private static func callCount(_ reader: inout ByteReader) throws(ByteReaderError) -> UInt64 {
    let count = try reader.varint()
    guard count < RollupLimits.storedCallCount else { throw reader.failure("a count of \(count) is over the limit") }
    return count
  }

  private static func buckets(
    _ counts: [Int], _ total: Int, _ reader: inout ByteReader
  ) throws(ByteReaderError) -> [DurationHistogram.Bucket] {
    var firsts: [Int] = []
    var previous: Int64 = 0
    for count in counts where count > 0 {
      let (index, overflows) = previous.addingReportingOverflow(try reader.zigzag())
      guard !overflows else { throw reader.failure("a bucket is out of range") }
      firsts.append(Int(index))
      previous = index
    }
    let steps = try reader.bytes(total)
    var buckets: [DurationHistogram.Bucket] = []
    buckets.reserveCapacity(total)
    var nextFirst = 0
    for count in counts where count > 0 {
      var index = firsts[nextFirst] - 1
      nextFirst += 1
      for _ in 0..<count {
        let step = steps[buckets.count]
        let gap = try number(UInt64(step >> 4), &reader)
        let rest = try number(UInt64(step & 0xF), &reader)
        guard gap < UInt64(DurationScale.indexes.count), rest < RollupLimits.storedCallCount,
          DurationScale.indexes.contains(index + 1)
        else { throw reader.failure("a bucket is out of range") }
        index += Int(gap) + 1
        guard DurationScale.indexes.contains(index) else { throw reader.failure("a bucket is out of range") }
        buckets.append(DurationHistogram.Bucket(index: index, count: rest + 1))
      }
    }
    return buckets
  }

  /// A number that stood in half a byte, or the rest of it follows.
  private static func number(_ half: UInt64, _ reader: inout ByteReader) throws(ByteReaderError) -> UInt64 {
    if half < BucketStep.escape { return half }
    let (number, overflows) = half.addingReportingOverflow(try reader.varint())
    guard !overflows else { throw reader.failure("a number has more than 64 bits") }
    return number
  }

  private mutating func exemplars(
    of statistics: inout CallStatistics, _ forms: ArraySlice<UInt8>, _ reader: inout ByteReader
  ) throws(ByteReaderError) {
    let maximum = statistics.durations.maximum
    var exemplars = Exemplars()
    exemplars.error = try exemplar(forms[forms.startIndex], besides: exemplars, maximum, &reader)
    exemplars.slowest = try exemplar(forms[forms.startIndex + 1], besides: exemplars, maximum, &reader)
    exemplars.typical = try exemplar(forms[forms.startIndex + 2], besides: exemplars, maximum, &reader)
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

extension DurationHistogram {
  /// Each of the three checks what it reads against the buckets.
  fileprivate mutating func readMaximum(_ reader: inout ByteReader) throws(ByteReaderError) {
    guard let last = buckets.last else { return }
    maximum = try Self.duration(in: last, &reader)
    if count == 1 { minimum = maximum }
  }

  fileprivate mutating func readMinimum(_ reader: inout ByteReader) throws(ByteReaderError) {
    guard count > 1, zeroCount == 0, let first = buckets.first else { return }
    minimum = try Self.duration(in: first, &reader)
    guard minimum <= maximum else { throw reader.failure("a minimum lies above the maximum") }
  }

  fileprivate mutating func readSum(_ reader: inout ByteReader) throws(ByteReaderError) {
    sum = UInt128(maximum)
    if count == 1 { return }
    let excess = UInt128(try reader.varint()) | UInt128(try reader.varint()) << 64
    let (total, overflows) = leastSum.addingReportingOverflow(excess)
    guard !overflows, total >= UInt128(count) * UInt128(minimum), total <= UInt128(count) * UInt128(maximum) else {
      throw reader.failure("a sum does not fit minimum and maximum")
    }
    sum = total
  }

  private static func duration(
    in bucket: Bucket, _ reader: inout ByteReader
  ) throws(ByteReaderError) -> UInt64 {
    let (duration, overflows) = DurationScale.shortest(of: bucket.index).addingReportingOverflow(try reader.varint())
    guard !overflows, DurationScale.index(of: duration) == bucket.index else {
      throw reader.failure("a duration lies outside of its bucket")
    }
    return duration
  }
}

extension ByteReader {
  func failure(_ reason: String) -> ByteReaderError { ByteReaderError(byteOffset: offset, reason: reason) }
}
