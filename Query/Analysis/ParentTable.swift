import TelemetryModel

/// The parent row of every row of a trace, free of cycles.
struct ParentTable {
  /// `none` for a root.
  private(set) var parents: [Int]
  private(set) var warnings: [Int: [TraceTree.Warning]] = [:]

  static let none = -1

  init(_ batch: SpanBatch) {
    var spanIDs = batch.spanIDs
    var parentIDs = batch.parentSpanIDs
    SharedSpanIDs.separate(in: batch, spanIDs: &spanIDs, parentSpanIDs: &parentIDs)
    parents = [Int](repeating: Self.none, count: batch.count)
    let rowsByID = indexRows(spanIDs)
    for row in 0..<batch.count {
      if batch.endTimes[row] < batch.startTimes[row] { warn(.endsBeforeStart, row) }
      let parentID = parentIDs[row]
      if !parentID.isValid { continue }
      if parentID == spanIDs[row] {
        warn(.selfParent, row)
      } else if let parent = rowsByID[parentID] {
        parents[row] = parent
      } else {
        warn(.missingParent(parentID), row)
      }
    }
    cutCycles(startTimes: batch.startTimes)
  }

  /// The first row of each span ID.
  private mutating func indexRows(_ spanIDs: [SpanID]) -> [SpanID: Int] {
    var rowsByID: [SpanID: Int] = [:]
    rowsByID.reserveCapacity(spanIDs.count)
    for (row, id) in spanIDs.enumerated() {
      if rowsByID[id] == nil {
        rowsByID[id] = row
      } else {
        warn(.duplicateSpanID, row)
      }
    }
    return rowsByID
  }

  /// Climbs from every row towards its root and cuts each circle met above its earliest span. O(n).
  private mutating func cutCycles(startTimes: [Timestamp]) {
    enum Visit { case not, climbing, done }
    var visits = [Visit](repeating: .not, count: parents.count)
    var path: [Int] = []
    for start in parents.indices where visits[start] == .not {
      var row = start
      while row != Self.none, visits[row] == .not {
        visits[row] = .climbing
        path.append(row)
        row = parents[row]
      }
      if row != Self.none, visits[row] == .climbing, let first = path.firstIndex(of: row) {
        let earliest = path[first...].min { (startTimes[$0], $0) < (startTimes[$1], $1) } ?? row
        parents[earliest] = Self.none
        warn(.cycle, earliest)
      }
      for row in path { visits[row] = .done }
      path.removeAll(keepingCapacity: true)
    }
  }

  private mutating func warn(_ warning: TraceTree.Warning, _ row: Int) {
    warnings[row, default: []].append(warning)
  }
}
