/// The tree and the times of one trace, read back row by row.
struct TraceTimes {
  /// Places within the trace; -1 for roots.
  private(set) var parents: [Int32] = []
  private(set) var starts: [UInt64] = []
  private(set) var ends: [UInt64] = []

  private var open: [Int32] = []
  private var latestChildEnds: [UInt64] = []
  private var endReferences: [UInt8] = []

  /// Reads the next trace of the cursor.
  mutating func read(
    _ core: borrowing LevelOneCore, _ trace: Int, _ cursor: inout TimeColumns.Cursor
  ) throws(ByteReaderError) {
    parents.removeAll(keepingCapacity: true)
    starts.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
    open.removeAll(keepingCapacity: true)
    latestChildEnds.removeAll(keepingCapacity: true)
    endReferences.removeAll(keepingCapacity: true)
    let rows = core.rows(of: trace)
    let layout = core.times.layout
    var rootStart: UInt64 = 0
    for row in rows {
      let closing = core.closings[row]
      var sibling = -1
      for _ in 0..<closing { sibling = try close() }
      let form = core.operations[row]
      let place = Int32(truncatingIfNeeded: starts.count)
      var start: UInt64
      if let parent = open.last {
        let column = layout.start(form, hasPreviousSibling: sibling >= 0)
        start = try cursor.next(column, core.times)
        switch sibling < 0 ? TimeReference.start : core.times.reference(of: column) {
        case TimeReference.end: start &+= ends[sibling]
        case TimeReference.siblingStart: start &+= starts[sibling]
        default: start &+= starts[Int(parent)]
        }
        parents.append(parent)
      } else if place == 0 {
        _ = try cursor.next(TimeLayout.traceStart, core.times)
        start = core.traceStarts[trace]
        rootStart = start
        parents.append(-1)
      } else {
        start = rootStart &+ (try cursor.next(TimeLayout.laterRoot, core.times))
        rootStart = start
        parents.append(-1)
      }
      let isLeaf = row + 1 == rows.upperBound || core.closings[row + 1] > 0
      let column = layout.end(form, isLeaf: isLeaf)
      starts.append(start)
      // Until the subtree is closed, the number that its end is made of.
      ends.append(try cursor.next(column, core.times))
      endReferences.append(isLeaf ? TimeReference.start : core.times.reference(of: column))
      latestChildEnds.append(0)
      open.append(place)
    }
    while !open.isEmpty { _ = try close() }
  }

  /// Ends the innermost open subtree and returns its root.
  @inline(__always)
  private mutating func close() throws(ByteReaderError) -> Int {
    guard let top = open.popLast() else {
      throw ByteReaderError(byteOffset: 0, reason: "more subtrees end than began")
    }
    let place = Int(top)
    ends[place] &+= endReferences[place] == TimeReference.end ? latestChildEnds[place] : starts[place]
    if let parent = open.last {
      latestChildEnds[Int(parent)] = max(latestChildEnds[Int(parent)], ends[place])
    }
    return place
  }
}
