import TelemetryModel

/// Divides the rows of several batches by trace: which go into which new segment, and which are held back.
///
/// Pure. Traces keep the order in which they first appear. A trace lies whole in one segment, unless it alone is larger.
struct TracePartition {
  /// For each new segment, the rows of each source.
  private(set) var segments: [[[Int]]] = []
  /// The rows of each source whose traces are held back.
  private(set) var heldBack: [[Int]]
  private(set) var mergedCount = 0
  private(set) var heldBackCount = 0
  private let segmentSpanCount: Int

  /// - Parameters:
  ///   - sources: the trace of each row of each source.
  ///   - segmentSpanCount: when a segment has so many rows, the next one is begun.
  init(_ sources: [[TraceID]], segmentSpanCount: Int, isHeldBack: (_ trace: TraceID, _ firstSource: Int) -> Bool) {
    self.segmentSpanCount = segmentSpanCount
    heldBack = Array(repeating: [], count: sources.count)
    var numbers: [TraceID: Int] = [:]
    var traces: [Trace] = []
    var traceOfRow: [[Int32]] = []
    for index in sources.indices {
      let traceIDs = sources[index]
      var numbersOfRows: [Int32] = []
      numbersOfRows.reserveCapacity(traceIDs.count)
      for id in traceIDs {
        // Neighbours often belong to the same trace.
        if let last = numbersOfRows.last, traces[Int(last)].id == id {
          numbersOfRows.append(last)
          traces[Int(last)].rowCount += 1
          continue
        }
        let number = numbers[id] ?? traces.count
        if number == traces.count {
          numbers[id] = number
          traces.append(Trace(id: id, isHeldBack: isHeldBack(id, index)))
        }
        numbersOfRows.append(Int32(number))
        traces[number].rowCount += 1
      }
      traceOfRow.append(numbersOfRows)
    }
    Self.assign(&traces, segmentSpanCount)
    for source in sources.indices {
      for (row, number) in traceOfRow[source].enumerated() { place(row, of: source, &traces[Int(number)]) }
    }
  }

  private struct Trace {
    let id: TraceID
    let isHeldBack: Bool
    var rowCount = 0
    /// The segment for the next row, and how many more rows go there.
    var segment = 0
    var room = 0

    init(id: TraceID, isHeldBack: Bool) {
      self.id = id
      self.isHeldBack = isHeldBack
    }
  }

  private static func assign(_ traces: inout [Trace], _ segmentSpanCount: Int) {
    var segment = 0
    var count = 0
    for index in traces.indices where !traces[index].isHeldBack {
      let rowCount = traces[index].rowCount
      if count > 0, count + rowCount > segmentSpanCount {
        segment += 1
        count = 0
      }
      traces[index].segment = segment
      traces[index].room = segmentSpanCount
      // A trace that fills several segments leaves its last one to the traces that follow.
      segment += (rowCount - 1) / segmentSpanCount
      count += rowCount - (rowCount - 1) / segmentSpanCount * segmentSpanCount
    }
  }

  private mutating func place(_ row: Int, of source: Int, _ trace: inout Trace) {
    if trace.isHeldBack {
      heldBack[source].append(row)
      heldBackCount += 1
      return
    }
    if trace.room == 0 {
      trace.segment += 1
      trace.room = segmentSpanCount
    }
    trace.room -= 1
    while segments.count <= trace.segment { segments.append(Array(repeating: [], count: heldBack.count)) }
    segments[trace.segment][source].append(row)
    mergedCount += 1
  }
}
