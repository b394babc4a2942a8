import TelemetryModel

/// Encodes the start, end and event times of a segment; `TimeColumns` is the inverse.
///
///     stream "time columns": per column of `TimeLayout` that is not empty
///       1 byte     reference x 2 + flag of the shift (`TimeReference`, `NumberShift`)
///       base, symbol table
///     stream "time symbols": the symbols of all columns, column after column
///     stream "time bits": their mantissas (raw bits)
struct TimeEncoder {
  private(set) var columns = ByteWriter()
  private(set) var symbols: [UInt8] = []
  private(set) var bits = BitWriter()

  private var starts: [UInt64] = []
  private var ends: [UInt64] = []
  private var previousSibling: [Int32] = []
  private var latestChildEnd: [UInt64] = []
  private var isLeaf: [Bool] = []
  private static let sampleCount = 512

  mutating func encode(
    _ batch: borrowing SpanBatch, _ order: borrowing TraceOrder, _ forms: borrowing FormTable, _ layout: TimeLayout,
    _ encoder: inout SymbolEncoder
  ) {
    gather(batch, order)
    var buckets = Buckets(columnCount: layout.columnCount)
    var trace = 0
    var isFirst = true
    for row in 0..<order.batchRows.count {
      let form = Int(forms.spanForms[row])
      if order.parents[row] >= 0 {
        buckets.count(layout.start(form, hasPreviousSibling: previousSibling[row] >= 0))
      } else {
        buckets.count(isFirst ? TimeLayout.traceStart : TimeLayout.laterRoot)
      }
      buckets.count(layout.end(form, isLeaf: isLeaf[row]))
      isFirst = row + 1 == order.traceEnds[trace]
      if isFirst { trace += 1 }
    }
    for form in forms.eventForms { buckets.count(layout.event(Int(form))) }
    buckets.beginFilling()
    fill(batch, order, forms, layout, &buckets)
    for column in 0..<layout.columnCount { write(buckets, column, &encoder) }
    bits.alignToByte()
  }

  /// Times in segment order and what is known of each row's neighbours.
  private mutating func gather(_ batch: borrowing SpanBatch, _ order: borrowing TraceOrder) {
    let count = order.batchRows.count
    starts.reserveCapacity(count)
    ends.reserveCapacity(count)
    for row in order.batchRows {
      starts.append(batch.startTimes[Int(row)].nanoseconds)
      ends.append(batch.endTimes[Int(row)].nanoseconds)
    }
    previousSibling = Array(repeating: -1, count: count)
    latestChildEnd = Array(repeating: 0, count: count)
    isLeaf = Array(repeating: true, count: count)
    var lastChild = [Int32](repeating: -1, count: count)
    for row in 0..<count where order.parents[row] >= 0 {
      let parent = Int(order.parents[row])
      previousSibling[row] = lastChild[parent]
      lastChild[parent] = Int32(row)
      isLeaf[parent] = false
      latestChildEnd[parent] = max(latestChildEnd[parent], ends[row])
    }
  }

  private func fill(
    _ batch: borrowing SpanBatch, _ order: borrowing TraceOrder, _ forms: borrowing FormTable, _ layout: TimeLayout,
    _ buckets: inout Buckets
  ) {
    var trace = 0
    var isFirst = true
    var event = 0
    var traceStart: UInt64 = 0
    var rootStart: UInt64 = 0
    for row in starts.indices {
      let form = Int(forms.spanForms[row])
      let start = starts[row]
      let parent = Int(order.parents[row])
      let sibling = Int(previousSibling[row])
      if parent < 0 {
        let reference = isFirst ? traceStart : rootStart
        buckets.add(start &- reference, to: isFirst ? TimeLayout.traceStart : TimeLayout.laterRoot)
        if isFirst { traceStart = start }
        rootStart = start
      } else if sibling < 0 {
        buckets.add(start &- starts[parent], to: layout.start(form, hasPreviousSibling: false))
      } else {
        buckets.add(
          start &- starts[parent], start &- ends[sibling], start &- starts[sibling],
          to: layout.start(form, hasPreviousSibling: true))
      }
      let end = ends[row]
      if isLeaf[row] {
        buckets.add(end &- start, to: layout.end(form, isLeaf: true))
      } else {
        buckets.add(end &- start, end &- latestChildEnd[row], to: layout.end(form, isLeaf: false))
      }
      for entry in batch.eventRange(of: Int(order.batchRows[row])) {
        let time = batch.events[entry].time.nanoseconds
        buckets.add(time &- start, end &- time, to: layout.event(Int(forms.eventForms[event])))
        event += 1
      }
      isFirst = row + 1 == order.traceEnds[trace]
      if isFirst { trace += 1 }
    }
  }

  private mutating func write(_ buckets: Buckets, _ column: Int, _ encoder: inout SymbolEncoder) {
    let range = buckets.range(of: column)
    guard !range.isEmpty else { return }
    let count = buckets.referenceCounts[column]
    var reference = 0
    if count > 1 {
      var smallest = Double.infinity
      for candidate in 0..<count {
        var sample = Array(buckets.values[candidate][range.prefix(Self.sampleCount)])
        NumberShift(for: sample[...]).apply(to: &sample)
        let cost = encoder.estimatedBits(sample[...])
        if cost < smallest {
          smallest = cost
          reference = candidate
        }
      }
    }
    encoder.literals.removeAll(keepingCapacity: true)
    encoder.literals.append(contentsOf: buckets.values[reference][range])
    let shift = NumberShift(for: encoder.literals[...])
    shift.apply(to: &encoder.literals)
    columns.byte(UInt8(reference) << 1 | shift.flag)
    shift.writeBase(to: &columns)
    encoder.write(hits: nil, table: &columns, symbols: &symbols, bits: &bits)
  }

  /// The numbers of every column for each reference that it may choose.
  private struct Buckets {
    private(set) var values: [[UInt64]] = [[], [], []]
    private(set) var referenceCounts: [Int]
    private var counts: [Int]
    private var next: [Int] = []

    init(columnCount: Int) {
      counts = Array(repeating: 0, count: columnCount + 1)
      referenceCounts = Array(repeating: 1, count: columnCount)
    }

    @inline(__always)
    mutating func count(_ column: Int) { counts[column &+ 1] &+= 1 }

    /// Turns counts into the places where columns start.
    mutating func beginFilling() {
      for column in 1..<counts.count { counts[column] += counts[column - 1] }
      next = counts
      values = Array(repeating: Array(repeating: 0, count: counts[counts.count - 1]), count: 3)
    }

    func range(of column: Int) -> Range<Int> { counts[column]..<counts[column + 1] }

    @inline(__always)
    mutating func add(_ value: UInt64, to column: Int) {
      values[0][next[column]] = value
      next[column] &+= 1
    }

    @inline(__always)
    mutating func add(_ first: UInt64, _ second: UInt64, to column: Int) {
      values[1][next[column]] = second
      referenceCounts[column] = 2
      add(first, to: column)
    }

    @inline(__always)
    mutating func add(_ first: UInt64, _ second: UInt64, _ third: UInt64, to column: Int) {
      values[1][next[column]] = second
      values[2][next[column]] = third
      referenceCounts[column] = 3
      add(first, to: column)
    }
  }
}
