import TelemetryModel

extension TraceTree {
  /// Puts the rows in depth-first order with an explicit stack.
  static func depthFirst(_ batch: SpanBatch, _ table: ParentTable) -> [Node] {
    let families = Families(batch, table.parents)
    var nodes: [Node] = []
    nodes.reserveCapacity(batch.count)
    var stack: [(row: Int, parent: Int?)] = families.roots.reversed().map { ($0, nil) }
    while let (row, parent) = stack.popLast() {
      let children = families.children(of: row)
      let place = nodes.count
      nodes.append(
        Node(
          row: row, parent: parent, depth: parent.map { nodes[$0].depth + 1 } ?? 0, subtreeEnd: place + 1,
          selfTimeNanoseconds: selfTime(of: row, children: children, in: batch),
          warnings: table.warnings[row] ?? []))
      for child in children.reversed() { stack.append((child, place)) }
    }
    for place in nodes.indices.reversed() {
      if let parent = nodes[place].parent {
        nodes[parent].subtreeEnd = max(nodes[parent].subtreeEnd, nodes[place].subtreeEnd)
      }
    }
    return nodes
  }

  /// The span's duration minus the union of its children's intervals, which come in start order. O(children).
  private static func selfTime(of row: Int, children: ArraySlice<Int>, in batch: SpanBatch) -> UInt64 {
    let end = max(batch.startTimes[row], batch.endTimes[row])
    var covered = batch.startTimes[row]
    var selfTime: UInt64 = 0
    for child in children {
      let childStart = min(max(batch.startTimes[child], covered), end)
      selfTime += childStart.nanoseconds(since: covered)
      covered = max(childStart, min(batch.endTimes[child], end))
    }
    return selfTime + end.nanoseconds(since: covered)
  }
}

/// The children of every row in start order, in one array.
private struct Families {
  private(set) var roots: [Int] = []
  private var members: [Int]
  /// Where the children of each row begin in `members`; one element more than there are rows.
  private var starts: [Int]

  init(_ batch: SpanBatch, _ parents: [Int]) {
    starts = [Int](repeating: 0, count: batch.count + 1)
    for parent in parents where parent != ParentTable.none { starts[parent + 1] += 1 }
    for row in 0..<batch.count { starts[row + 1] += starts[row] }
    members = [Int](repeating: 0, count: starts[batch.count])
    var cursors = starts
    let order = (0..<batch.count).sorted { (batch.startTimes[$0], $0) < (batch.startTimes[$1], $1) }
    for row in order {
      let parent = parents[row]
      if parent == ParentTable.none {
        roots.append(row)
      } else {
        members[cursors[parent]] = row
        cursors[parent] += 1
      }
    }
  }

  func children(of row: Int) -> ArraySlice<Int> { members[starts[row]..<starts[row + 1]] }
}
