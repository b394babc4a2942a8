import TelemetryModel

/// Gives back the columns that a `PointColumnSink` took.
protocol PointColumnSource: SendableMetatype {
  mutating func numbers(_ count: Int) throws(ByteReaderError) -> [UInt64]
  mutating func doubles(_ count: Int) throws(ByteReaderError) -> [UInt64]
  mutating func random(_ count: Int) throws(ByteReaderError) -> [UInt64]
}

/// Appends points to a batch, the inverse of `PointColumns`. Every reference is checked.
struct PointAppender<Source: PointColumnSource> {
  private(set) var source: Source

  init(_ source: Source) { self.source = source }

  /// Appends `count` rows of one series.
  mutating func append(series: UInt32, count: Int, to batch: inout MetricBatch) throws(ByteReaderError) {
    try append(Array(repeating: series, count: count), to: &batch)
  }

  /// Appends `count` rows whose series stand in a column before the others.
  mutating func append(count: Int, to batch: inout MetricBatch) throws(ByteReaderError) {
    var series: [UInt32] = []
    for index in try source.numbers(count) { series.append(UInt32(try Self.index(index, below: batch.series.count))) }
    try append(series, to: &batch)
  }

  private mutating func append(_ series: [UInt32], to batch: inout MetricBatch) throws(ByteReaderError) {
    let firstRow = batch.count
    let count = series.count
    batch.seriesIndexes.append(contentsOf: series)
    batch.times.append(contentsOf: try source.numbers(count).map(Timestamp.init))
    batch.startTimes.append(contentsOf: try source.numbers(count).map(Timestamp.init))
    for flags in try source.numbers(count) { batch.flags.append(try Self.narrow(flags)) }
    for (number, index) in zip(try source.numbers(count), series) {
      let type = batch.metrics[Int(batch.series[Int(index)].metric)].type
      guard let kind = PointKind(rawValue: UInt8(clamping: number)), kind.fits(type) else {
        throw Self.damage("a point is not of the type of its metric")
      }
      batch.kinds.append(kind)
    }
    batch.values.append(contentsOf: repeatElement(0, count: count))
    let rows = firstRow..<firstRow + count
    try setValues(of: .int, in: rows, of: &batch) { source, count, _ throws(ByteReaderError) in
      try source.numbers(count)
    }
    try setValues(of: .double, in: rows, of: &batch) { source, count, _ throws(ByteReaderError) in
      try source.doubles(count)
    }
    try setValues(of: .histogram, in: rows, of: &batch, Self.readHistograms)
    try setValues(of: .exponentialHistogram, in: rows, of: &batch, Self.readExponentialHistograms)
    try setValues(of: .summary, in: rows, of: &batch, Self.readSummaries)
    try readExemplars(of: rows, into: &batch)
  }

  /// Lets `read` read the values of the rows of a kind, in their order.
  private mutating func setValues(
    of kind: PointKind, in rows: Range<Int>, of batch: inout MetricBatch,
    _ read: (inout Source, Int, inout MetricBatch) throws(ByteReaderError) -> [UInt64]
  ) throws(ByteReaderError) {
    let chosen = rows.filter { batch.kinds[$0] == kind }
    // Numbers have a column even when there are none of them.
    if chosen.isEmpty && kind != .int && kind != .double { return }
    let values = try read(&source, chosen.count, &batch)
    for (row, value) in zip(chosen, values) { batch.values[row] = value }
  }

  // MARK: Histograms and summaries

  private static func readHistograms(
    _ source: inout Source, _ count: Int, _ batch: inout MetricBatch
  ) throws(ByteReaderError) -> [UInt64] {
    let counts = try source.numbers(count)
    let statistics = try readStatistics(&source, count)
    let bounds = try source.numbers(count)
    let buckets = try readBuckets(&source, count, &batch)
    let first = UInt64(batch.histograms.count)
    for index in 0..<count {
      var entry = HistogramEntry()
      entry.count = counts[index]
      (entry.sum, entry.min, entry.max) = statistics[index]
      entry.bounds = BoundsCode(try Self.index(bounds[index], below: batch.bounds.count))
      entry.buckets = buckets[index]
      batch.histograms.append(entry)
    }
    return (0..<UInt64(count)).map { first + $0 }
  }

  private static func readExponentialHistograms(
    _ source: inout Source, _ count: Int, _ batch: inout MetricBatch
  ) throws(ByteReaderError) -> [UInt64] {
    let counts = try source.numbers(count)
    let statistics = try readStatistics(&source, count)
    let scales = try source.numbers(count)
    let zeroCounts = try source.numbers(count)
    let zeroThresholds = try source.doubles(count)
    let positiveOffsets = try source.numbers(count)
    let positive = try readBuckets(&source, count, &batch)
    let negativeOffsets = try source.numbers(count)
    let negative = try readBuckets(&source, count, &batch)
    let first = UInt64(batch.exponentialHistograms.count)
    for index in 0..<count {
      var entry = ExponentialHistogramEntry()
      entry.count = counts[index]
      (entry.sum, entry.min, entry.max) = statistics[index]
      entry.scale = Int32(truncatingIfNeeded: scales[index])
      entry.zeroCount = zeroCounts[index]
      entry.zeroThreshold = Double(bitPattern: zeroThresholds[index])
      entry.positiveOffset = Int32(truncatingIfNeeded: positiveOffsets[index])
      entry.positive = positive[index]
      entry.negativeOffset = Int32(truncatingIfNeeded: negativeOffsets[index])
      entry.negative = negative[index]
      batch.exponentialHistograms.append(entry)
    }
    return (0..<UInt64(count)).map { first + $0 }
  }

  private static func readSummaries(
    _ source: inout Source, _ count: Int, _ batch: inout MetricBatch
  ) throws(ByteReaderError) -> [UInt64] {
    let counts = try source.numbers(count)
    let sums = try source.doubles(count)
    let lengths = try source.numbers(count)
    let quantiles = try readLists(lengths) { count throws(ByteReaderError) in try source.doubles(count) }
    let values = try readLists(lengths) { count throws(ByteReaderError) in try source.doubles(count) }
    let first = UInt64(batch.summaries.count)
    for index in 0..<count {
      var entry = SummaryEntry()
      entry.count = counts[index]
      entry.sum = Double(bitPattern: sums[index])
      entry.firstQuantile = try narrow(UInt64(batch.quantiles.count))
      entry.quantileCount = try narrow(lengths[index])
      for (quantile, value) in zip(quantiles[index], values[index]) {
        batch.quantiles.append(
          QuantileValue(quantile: Double(bitPattern: quantile), value: Double(bitPattern: value)))
      }
      batch.summaries.append(entry)
    }
    return (0..<UInt64(count)).map { first + $0 }
  }

  private static func readStatistics(
    _ source: inout Source, _ count: Int
  ) throws(ByteReaderError) -> [(Double?, Double?, Double?)] {
    let marks = try source.numbers(count)
    var columns: [[Double?]] = []
    for bit in [1, 2, 4] as [UInt64] {
      var values = try source.doubles(marks.count { $0 & bit != 0 })[...]
      columns.append(marks.map { $0 & bit == 0 ? nil : values.popFirst().map { Double(bitPattern: $0) } })
    }
    return (0..<count).map { (columns[0][$0], columns[1][$0], columns[2][$0]) }
  }

  private static func readBuckets(
    _ source: inout Source, _ count: Int, _ batch: inout MetricBatch
  ) throws(ByteReaderError) -> [BucketList] {
    let lengths = try source.numbers(count)
    let lists = try readLists(lengths) { count throws(ByteReaderError) in try source.numbers(count) }
    var result: [BucketList] = []
    for list in lists {
      result.append(list.isEmpty ? .empty : batch.appendBuckets(list))
      guard batch.bucketBytes.count <= UInt32.max else { throw damage("there are too many buckets") }
    }
    return result
  }

  private static func readLists(
    _ lengths: [UInt64], _ read: (Int) throws(ByteReaderError) -> [UInt64]
  ) throws(ByteReaderError) -> [[UInt64]] {
    var lists = Array(repeating: [UInt64](), count: lengths.count)
    let length = lengths[0]
    if lengths.allSatisfy({ $0 == length }) {
      // Every column takes at least a byte: no length can ask for absurd memory.
      var place: UInt64 = 0
      while place < length {
        for (index, number) in try read(lengths.count).enumerated() { lists[index].append(number) }
        place += 1
      }
      return lists
    }
    var total = 0
    for length in lengths { total += try index(length, below: SegmentLimits.inflatedByteCount - total) }
    var all = try read(total)[...]
    for index in lists.indices {
      lists[index] = Array(all.prefix(Int(lengths[index])))
      all = all.dropFirst(Int(lengths[index]))
    }
    return lists
  }

  // MARK: Exemplars

  private mutating func readExemplars(of rows: Range<Int>, into batch: inout MetricBatch) throws(ByteReaderError) {
    var total = batch.exemplars.count
    let first = total
    for number in try source.numbers(rows.count) {
      total += try Self.index(number, below: SegmentLimits.inflatedByteCount)
      batch.exemplarEnds.append(try Self.narrow(UInt64(total)))
    }
    let count = total - first
    if count == 0 { return }
    let times = try source.numbers(count)
    let kinds = try source.numbers(count)
    var ints = try source.numbers(kinds.count { $0 == UInt64(PointKind.int.rawValue) })[...]
    var doubles = try source.doubles(kinds.count { $0 == UInt64(PointKind.double.rawValue) })[...]
    let marks = try source.numbers(count)
    var traceIDs = try source.random(2 * marks.count { $0 & 1 != 0 })[...]
    var spanIDs = try source.random(marks.count { $0 & 2 != 0 })[...]
    var lists: [AttributeList] = []
    var payloadCount = 0
    for number in try source.numbers(count) {
      let shape = ShapeCode(try Self.index(number, below: batch.shapes.count))
      let place = shape == 0 ? 0 : UInt64(batch.payloads.count + payloadCount)
      lists.append(AttributeList(shape: shape, firstPayload: try Self.narrow(place)))
      payloadCount += batch.shapes.slotCount(of: shape)
    }
    batch.payloads.append(contentsOf: try source.numbers(payloadCount))
    var row = rows.lowerBound
    for index in 0..<count {
      while Int(batch.exemplarEnds[row]) <= first + index { row += 1 }
      try Self.checkPayloads(of: lists[index], in: batch)
      guard let kind = PointKind(rawValue: UInt8(clamping: kinds[index])), kind.fits(.gauge) else {
        throw Self.damage("an exemplar is not a number")
      }
      let value = kind == .int ? ints.popFirst() : kind == .double ? doubles.popFirst() : 0
      let high = marks[index] & 1 == 0 ? 0 : traceIDs.popFirst() ?? 0
      let low = marks[index] & 1 == 0 ? 0 : traceIDs.popFirst() ?? 0
      let spanID = marks[index] & 2 == 0 ? 0 : spanIDs.popFirst() ?? 0
      batch.exemplars.append(
        ExemplarEntry(
          time: Timestamp(nanoseconds: times[index] &+ batch.times[row].nanoseconds), kind: kind, value: value ?? 0,
          traceID: TraceID(high: high, low: low), spanID: SpanID(rawValue: spanID), filteredAttributes: lists[index]))
    }
  }

  private static func checkPayloads(of list: AttributeList, in batch: MetricBatch) throws(ByteReaderError) {
    for (slot, payload) in zip(batch.shapes[list.shape], batch.payloads[batch.payloadRange(of: list)])
    where slot.kind.isTableCode {
      _ = try index(payload, below: batch.strings.count)
    }
  }

  // MARK: Checks

  private static func index(_ number: UInt64, below bound: Int) throws(ByteReaderError) -> Int {
    guard bound > 0, number < UInt64(bound) else { throw damage("\(number) refers past a table of \(bound)") }
    return Int(number)
  }

  private static func narrow(_ number: UInt64) throws(ByteReaderError) -> UInt32 {
    guard let narrow = UInt32(exactly: number) else { throw damage("a number has more than 32 bits") }
    return narrow
  }

  private static func damage(_ reason: String) -> ByteReaderError { ByteReaderError(byteOffset: 0, reason: reason) }
}
