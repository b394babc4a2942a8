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

  /// Minute and statistics of every series, identity by identity.
  mutating func read(identityCount: Int, _ reader: inout ByteReader) throws(ByteReaderError) -> StoredSeries {
    var list = StoredSeries()
    try Self.minutes(identityCount, &list, &reader)
    try Self.histograms(&list, &reader)
    let forms = try reader.bytes(3 * list.minutes.count)
    list.exemplarIndexes.reserveCapacity(list.minutes.count)
    for index in list.minutes.indices {
      list.append(try exemplars(forms[3 * index..<3 * index + 3], list.maxima[index], &reader))
    }
    return list
  }

  private static func minutes(
    _ identityCount: Int, _ list: inout StoredSeries, _ reader: inout ByteReader
  ) throws(ByteReaderError) {
    var total = 0
    for _ in 0..<identityCount {
      let count = try reader.count()
      total += count
      guard count > 0, total <= reader.remaining else { throw reader.failure("the numbers of series do not fit") }
      list.seriesEnds.append(total)
    }
    list.minutes.reserveCapacity(total)
    var first: Int64 = 0
    for end in list.seriesEnds {
      var previous = first
      let start = list.minutes.count
      while list.minutes.count < end {
        let isFirst = list.minutes.count == start
        let step = isFirst ? try reader.zigzag() : Int64(try reader.varint32()) + 1
        let (minute, overflows) = previous.addingReportingOverflow(step)
        guard !overflows, let stored = Minute(exactly: minute) else { throw reader.failure("a minute is out of range") }
        if isFirst { first = minute }
        previous = minute
        list.minutes.append(stored)
      }
    }
  }

  private static func histograms(_ list: inout StoredSeries, _ reader: inout ByteReader) throws(ByteReaderError) {
    let count = list.minutes.count
    list.zeroCounts = try callCounts(count, &reader)
    list.bucketEnds.reserveCapacity(count)
    var total = 0
    for _ in 0..<count {
      let bucketCount = try reader.count()
      total += bucketCount
      guard bucketCount <= DurationScale.indexes.count, total <= reader.remaining else {
        throw reader.failure("the numbers of buckets do not fit")
      }
      list.bucketEnds.append(total)
    }
    try buckets(&list, total, &reader)
    list.errorCounts = try callCounts(count, &reader)
    list.counts.reserveCapacity(count)
    for index in 0..<count {
      var calls = list.zeroCounts[index]
      for place in list.bucketRange(of: index) { calls += list.buckets[place].count }
      guard calls > 0, calls <= RollupLimits.storedCallCount, list.errorCounts[index] <= calls else {
        throw reader.failure("the counts of a series do not fit")
      }
      list.counts.append(calls)
    }
    list.maxima.reserveCapacity(count)
    list.minima.reserveCapacity(count)
    list.sums.reserveCapacity(count)
    for index in 0..<count { list.maxima.append(try list.readMaximum(index, &reader)) }
    for index in 0..<count { list.minima.append(try list.readMinimum(index, &reader)) }
    for index in 0..<count { list.sums.append(try list.readSum(index, &reader)) }
  }

  private static func callCounts(_ count: Int, _ reader: inout ByteReader) throws(ByteReaderError) -> [UInt64] {
    var counts: [UInt64] = []
    counts.reserveCapacity(count)
    for _ in 0..<count {
      let calls = try reader.varint()
      guard calls < RollupLimits.storedCallCount else { throw reader.failure("a count of \(calls) is over the limit") }
      counts.append(calls)
    }
    return counts
  }

  private static func buckets(
    _ list: inout StoredSeries, _ total: Int, _ reader: inout ByteReader
  ) throws(ByteReaderError) {
    var firsts: [Int] = []
    var previous: Int64 = 0
    for series in list.bucketEnds.indices where !list.bucketRange(of: series).isEmpty {
      let (index, overflows) = previous.addingReportingOverflow(try reader.zigzag())
      guard !overflows, index > Int64.min else { throw reader.failure("a bucket is out of range") }
      firsts.append(Int(index))
      previous = index
    }
    let steps = try reader.bytes(total)
    list.buckets.reserveCapacity(total)
    let indexes = DurationScale.indexes
    var nextFirst = 0
    for series in list.bucketEnds.indices {
      let range = list.bucketRange(of: series)
      if range.isEmpty { continue }
      var index = firsts[nextFirst] - 1
      nextFirst += 1
      for place in range {
        let gap = try number(UInt64(steps[place] >> 4), &reader)
        let rest = try number(UInt64(steps[place] & 0xF), &reader)
        guard gap < UInt64(indexes.count), rest < RollupLimits.storedCallCount, indexes.contains(index + 1) else {
          throw reader.failure("a bucket is out of range")
        }
        index += Int(gap) + 1
        guard indexes.contains(index) else { throw reader.failure("a bucket is out of range") }
        list.buckets.append(PackedBucket(DurationHistogram.Bucket(index: index, count: rest + 1)))
      }
    }
  }

  /// A number that stood in half a byte, or the rest of it follows.
  private static func number(_ half: UInt64, _ reader: inout ByteReader) throws(ByteReaderError) -> UInt64 {
    if half < BucketStep.escape { return half }
    let (number, overflows) = half.addingReportingOverflow(try reader.varint())
    guard !overflows else { throw reader.failure("a number has more than 64 bits") }
    return number
  }

  private mutating func exemplars(
    _ forms: ArraySlice<UInt8>, _ maximum: UInt64, _ reader: inout ByteReader
  ) throws(ByteReaderError) -> Exemplars {
    var exemplars = Exemplars()
    exemplars.error = try exemplar(forms[forms.startIndex], besides: exemplars, maximum, &reader)
    exemplars.slowest = try exemplar(forms[forms.startIndex + 1], besides: exemplars, maximum, &reader)
    exemplars.typical = try exemplar(forms[forms.startIndex + 2], besides: exemplars, maximum, &reader)
    return exemplars
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

extension StoredSeries {
  /// Each of the three checks what it reads against the buckets.
  fileprivate func readMaximum(_ series: Int, _ reader: inout ByteReader) throws(ByteReaderError) -> UInt64 {
    guard let last = bucketRange(of: series).last else { return 0 }
    return try duration(in: buckets[last], &reader)
  }

  fileprivate func readMinimum(_ series: Int, _ reader: inout ByteReader) throws(ByteReaderError) -> UInt64 {
    if counts[series] == 1 { return maxima[series] }
    guard zeroCounts[series] == 0, let first = bucketRange(of: series).first else { return 0 }
    let minimum = try duration(in: buckets[first], &reader)
    guard minimum <= maxima[series] else { throw reader.failure("a minimum lies above the maximum") }
    return minimum
  }

  fileprivate func readSum(_ series: Int, _ reader: inout ByteReader) throws(ByteReaderError) -> UInt128 {
    let count = UInt128(counts[series])
    if count == 1 { return UInt128(maxima[series]) }
    let excess = UInt128(try reader.varint()) | UInt128(try reader.varint()) << 64
    let (sum, overflows) = leastSum(series).addingReportingOverflow(excess)
    guard !overflows, sum >= count * UInt128(minima[series]), sum <= count * UInt128(maxima[series]) else {
      throw reader.failure("a sum does not fit minimum and maximum")
    }
    return sum
  }

  /// What the sum would be if every duration were the shortest of its bucket.
  private func leastSum(_ series: Int) -> UInt128 {
    var sum: UInt128 = 0
    for place in bucketRange(of: series) {
      let bucket = buckets[place].bucket
      let (high, low) = bucket.count.multipliedFullWidth(by: DurationScale.shortest(of: bucket.index))
      sum &+= UInt128(high) << 64 | UInt128(low)
    }
    return sum
  }

  private func duration(in packed: PackedBucket, _ reader: inout ByteReader) throws(ByteReaderError) -> UInt64 {
    let index = packed.bucket.index
    let (duration, overflows) = DurationScale.shortest(of: index).addingReportingOverflow(try reader.varint())
    guard !overflows, DurationScale.index(of: duration) == index else {
      throw reader.failure("a duration lies outside of its bucket")
    }
    return duration
  }
}

extension ByteReader {
  func failure(_ reason: String) -> ByteReaderError { ByteReaderError(byteOffset: offset, reason: reason) }
}
