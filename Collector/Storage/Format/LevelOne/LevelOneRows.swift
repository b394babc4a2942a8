package import TelemetryModel

/// The rows of a segment without their attributes: what they are, when, and where they stand in their trace's tree.
///
/// Row numbers are those of `LevelOneSegment.decodeAll`. A subtree is a range of rows, so "is below" is an interval test.
package struct LevelOneRows: Sendable {
  /// Index into `LevelOneSegment.operations`.
  package fileprivate(set) var operations: [UInt32] = []
  package fileprivate(set) var startTimes: [Timestamp] = []
  package fileprivate(set) var endTimes: [Timestamp] = []
  /// The number of the row's trace in the segment.
  package fileprivate(set) var traces: [UInt32] = []
  /// The row of the parent, or -1.
  package fileprivate(set) var parents: [Int32] = []
  /// The first row behind the row's subtree: `row..<subtreeEnds[row]` is the row and all below it.
  package fileprivate(set) var subtreeEnds: [UInt32] = []

  package var count: Int { operations.count }

  /// Nanoseconds from start to end of a row; 0 when it ends before it starts.
  package func durationNanoseconds(of row: Int) -> UInt64 { endTimes[row].nanoseconds(since: startTimes[row]) }
}

extension LevelOneSegment {
  /// Reads the tree and the times of all rows. Needs the core only.
  package func rows() throws(SegmentError) -> LevelOneRows {
    do {
      return try core.rows()
    } catch {
      throw failure(error, .core)
    }
  }
}

extension LevelOneCore {
  fileprivate func rows() throws(ByteReaderError) -> LevelOneRows {
    var rows = LevelOneRows()
    rows.operations.reserveCapacity(tables.spanCount)
    rows.startTimes.reserveCapacity(tables.spanCount)
    rows.endTimes.reserveCapacity(tables.spanCount)
    rows.traces.reserveCapacity(tables.spanCount)
    rows.parents.reserveCapacity(tables.spanCount)
    rows.subtreeEnds.reserveCapacity(tables.spanCount)
    var cursor = TimeColumns.Cursor(times)
    var tree = TraceTimes()
    for trace in 0..<tables.traceCount {
      try tree.read(self, trace, &cursor)
      let first = Int32(rows.count)
      for (place, row) in self.rows(of: trace).enumerated() {
        rows.operations.append(UInt32(operations[row]))
        rows.startTimes.append(Timestamp(nanoseconds: tree.starts[place]))
        rows.endTimes.append(Timestamp(nanoseconds: tree.ends[place]))
        rows.traces.append(UInt32(trace))
        rows.parents.append(tree.parents[place] < 0 ? -1 : first + tree.parents[place])
        rows.subtreeEnds.append(UInt32(row + 1))
      }
      // Back to front, a subtree ends where that of its last child does.
      for row in self.rows(of: trace).reversed() where rows.parents[row] >= 0 {
        let parent = Int(rows.parents[row])
        rows.subtreeEnds[parent] = max(rows.subtreeEnds[parent], rows.subtreeEnds[row])
      }
    }
    return rows
  }
}
