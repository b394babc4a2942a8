import TelemetryModel

/// The order of rows in a level-1 segment: traces by their earliest start, the spans of a trace in tree order.
///
/// Tree order is pre-order: a span, then the subtrees of its children, these by (start, longer first, span ID, row of
/// the batch). A subtree is a range of rows, a parent is found by counting levels, and neither needs an ID.
///
/// A parent that is not in the segment, and one that would close a cycle, is kept as an ID: the span becomes a root.
/// When several spans share an ID, the first in the order above is taken, or the server half right after a client
/// half. Whichever it is, the parent's ID is the one that was sent.
struct TraceOrder {
  static let noParent = Int32.min

  /// The batch row of every segment row.
  private(set) var batchRows: [Int32] = []
  /// The segment row of the parent, or `noParent`.
  private(set) var parents: [Int32] = []
  /// How many ancestors a row has within the segment.
  private(set) var depths: [Int32] = []
  private(set) var traceIDs: [TraceID] = []
  /// Where each trace ends.
  private(set) var traceEnds: [Int] = []

  private var members: [Member] = []
  private var localParents: [Int32] = []
  private var firstChild: [Int32] = []
  private var nextSibling: [Int32] = []
  private var rowOfMember: [Int32] = []
  private var sameID: [Int32] = []
  private var idTable: [Int32] = []
  private var stack: [Int32] = []

  /// What ordering within a trace needs of a span.
  private struct Member {
    let start: UInt64
    let end: UInt64
    let id: UInt64
    let batchRow: Int32

    @inline(__always)
    static func precedes(_ left: Member, _ right: Member) -> Bool {
      if left.start != right.start { return left.start < right.start }
      if left.end != right.end { return left.end > right.end }
      if left.id != right.id { return left.id < right.id }
      return left.batchRow < right.batchRow
    }
  }

  init(_ batch: borrowing SpanBatch) {
    let (rowsByTrace, ends) = groupRows(batch)
    batchRows.reserveCapacity(batch.count)
    parents.reserveCapacity(batch.count)
    depths.reserveCapacity(batch.count)
    var first = 0
    for end in ends {
      appendTrace(batch, rowsByTrace[first..<end])
      traceEnds.append(end)
      first = end
    }
  }

  func traceRange(_ trace: Int) -> Range<Int> { (trace == 0 ? 0 : traceEnds[trace - 1])..<traceEnds[trace] }

  // MARK: Grouping

  /// Batch rows trace by trace, the traces by (earliest start, ID), and where each trace ends. Fills `traceIDs`.
  private mutating func groupRows(_ batch: borrowing SpanBatch) -> (rows: [Int32], ends: [Int]) {
    var index = HashIndex(capacity: batch.count / 8)
    var ids: [TraceID] = []
    var counts: [Int] = []
    var earliest: [UInt64] = []
    var traceOfRow: [Int32] = []
    traceOfRow.reserveCapacity(batch.count)
    for row in 0..<batch.count {
      let id = batch.traceIDs[row]
      var hash = WordHash()
      hash.combine(id.high)
      hash.combine(id.low)
      let found = index.find(hash.value, orInsert: ids.count) { ids[$0] == id }
      let trace = found ?? ids.count
      let start = batch.startTimes[row].nanoseconds
      if found == nil {
        ids.append(id)
        counts.append(0)
        earliest.append(start)
      }
      counts[trace] += 1
      if start < earliest[trace] { earliest[trace] = start }
      traceOfRow.append(Int32(trace))
    }
    let order = ids.indices.sorted { (earliest[$0], ids[$0]) < (earliest[$1], ids[$1]) }
    var next = [Int](repeating: 0, count: ids.count)
    var ends: [Int] = []
    var end = 0
    for trace in order {
      next[trace] = end
      end += counts[trace]
      ends.append(end)
      traceIDs.append(ids[trace])
    }
    var rows = [Int32](repeating: 0, count: batch.count)
    for row in 0..<batch.count {
      let trace = Int(traceOfRow[row])
      rows[next[trace]] = Int32(row)
      next[trace] += 1
    }
    return (rows, ends)
  }

  // MARK: One trace

  private mutating func appendTrace(_ batch: borrowing SpanBatch, _ rows: ArraySlice<Int32>) {
    members.removeAll(keepingCapacity: true)
    for row in rows {
      let place = Int(row)
      members.append(
        Member(
          start: batch.startTimes[place].nanoseconds, end: batch.endTimes[place].nanoseconds,
          id: batch.spanIDs[place].rawValue, batchRow: row))
    }
    members.sort(by: Member.precedes)
    indexIDs()
    findParents(batch)
    linkChildren()
    let firstRow = batchRows.count
    for member in 0..<members.count where localParents[member] < 0 { visit(Int32(member)) }
    // What is left belongs to cycles or hangs below one: cut each at its first span.
    if batchRows.count - firstRow < members.count {
      for member in 0..<members.count where rowOfMember[member] < 0 {
        localParents[member] = -1
        visit(Int32(member))
      }
    }
  }

  /// An open-addressing table from span ID to its first member; further members of an ID hang on `sameID`.
  private mutating func indexIDs() {
    var capacity = 8
    while capacity < members.count * 2 { capacity *= 2 }
    reset(&idTable, to: -1, count: capacity)
    reset(&sameID, to: -1, count: members.count)
    // Back to front, so that the first member of an ID ends up at the head of its list.
    for member in stride(from: members.count - 1, through: 0, by: -1) {
      let slot = tableSlot(of: members[member].id)
      sameID[member] = idTable[slot]
      idTable[slot] = Int32(member)
    }
  }

  /// The slot that holds the ID, or the vacant one where it belongs.
  @inline(__always)
  private func tableSlot(of id: UInt64) -> Int {
    let mask = idTable.count - 1
    // Seeded: the sender chooses the IDs.
    var hash = WordHash()
    hash.combine(id)
    var slot = Int(truncatingIfNeeded: hash.value) & mask
    while idTable[slot] >= 0, members[Int(idTable[slot])].id != id { slot = (slot + 1) & mask }
    return slot
  }

  private mutating func findParents(_ batch: borrowing SpanBatch) {
    reset(&localParents, to: -1, count: members.count)
    for member in 0..<members.count {
      let parentID = batch.parentSpanIDs[Int(members[member].batchRow)]
      guard parentID.isValid else { continue }
      var found = idTable[tableSlot(of: parentID.rawValue)]
      guard found >= 0 else { continue }
      if found == member { found = sameID[member] }
      guard found >= 0 else { continue }
      let other = sameID[Int(found)]
      if other >= 0, other != member, kind(batch, found) == .client, kind(batch, other) == .server { found = other }
      localParents[member] = found
    }
  }

  private func kind(_ batch: borrowing SpanBatch, _ member: Int32) -> SpanKind {
    batch.kinds[Int(members[Int(member)].batchRow)]
  }

  private mutating func linkChildren() {
    reset(&firstChild, to: -1, count: members.count)
    reset(&nextSibling, to: -1, count: members.count)
    reset(&rowOfMember, to: -1, count: members.count)
    for member in stride(from: members.count - 1, through: 0, by: -1) {
      let parent = Int(localParents[member])
      guard parent >= 0 else { continue }
      nextSibling[member] = firstChild[parent]
      firstChild[parent] = Int32(member)
    }
  }

  /// Appends the rows of a subtree, without recursion: the sender chooses the depth.
  private mutating func visit(_ root: Int32) {
    stack.append(root)
    var isRoot = true
    while let top = stack.popLast() {
      // Next among its siblings, once the subtree below `top` is done. The root of a cut cycle still has old ones.
      let member = Int(top)
      if !isRoot, nextSibling[member] >= 0 { stack.append(nextSibling[member]) }
      isRoot = false
      guard rowOfMember[member] < 0 else { continue }
      rowOfMember[member] = Int32(batchRows.count)
      let parent = Int(localParents[member])
      let parentRow = parent < 0 ? Self.noParent : rowOfMember[parent]
      batchRows.append(members[member].batchRow)
      parents.append(parentRow)
      depths.append(parentRow < 0 ? 0 : depths[Int(parentRow)] + 1)
      if firstChild[member] >= 0 { stack.append(firstChild[member]) }
    }
  }

  private func reset(_ array: inout [Int32], to value: Int32, count: Int) {
    array.removeAll(keepingCapacity: true)
    array.append(contentsOf: repeatElement(value, count: count))
  }
}
