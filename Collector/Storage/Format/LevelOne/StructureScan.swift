/// One pass over the structure of a segment: finds where traces start, and counts what precedes a trace.
///
/// Also checks what later readers rely on: levels, roots, and the sums of all counts.
struct StructureScan {
  let operations: IndexList
  let closings: IndexList
  let eventCounts: IndexList
  let linkCounts: IndexList
  let roots: [UInt8]
  let linkTargets: [UInt8]
  let eventForms: IndexList
  let linkForms: IndexList

  /// The start of every trace in all lists; counts the items of every form and the values of every time column.
  func marks(
    _ traceCounts: IndexList, _ tables: LevelOneTables, _ counts: inout ItemCounts, _ checkpoints: inout Checkpoints
  ) throws(ByteReaderError) -> [TraceMark] {
    let layout = tables.timeLayout
    var marks: [TraceMark] = []
    marks.reserveCapacity(traceCounts.count + 1)
    var mark = TraceMark()
    var nextCheckpoint = Checkpoints.rowDistance
    checkpoints.append(0, counts)
    for trace in 0..<traceCounts.count {
      if mark.row >= nextCheckpoint {
        checkpoints.append(trace, counts)
        nextCheckpoint = mark.row + Checkpoints.rowDistance
      }
      marks.append(mark)
      let end = mark.row + traceCounts[trace] + 1
      guard end <= operations.count else { throw damage("the traces have more rows than the segment") }
      try advance(&mark, to: end, &counts, layout)
      try count(marks[trace], mark, tables, &counts, layout)
    }
    marks.append(mark)
    guard mark.row == operations.count, mark.root == roots.count, mark.event == tables.eventCount,
      mark.link == tables.linkCount, linkTargets.count == tables.linkCount
    else { throw damage("rows, roots, events or links are left over") }
    return marks
  }

  /// Counts the events and links of one trace.
  private func count(
    _ start: TraceMark, _ end: TraceMark, _ tables: LevelOneTables, _ counts: inout ItemCounts, _ layout: TimeLayout
  ) throws(ByteReaderError) {
    guard end.event <= eventForms.count, end.link <= linkForms.count else {
      throw damage("the rows have more events or links than the segment")
    }
    for event in start.event..<end.event {
      let form = tables.formStarts[1] + eventForms[event]
      counts.forms[form] &+= 1
      counts.times[layout.event(form)] &+= 1
    }
    for link in start.link..<end.link { counts.forms[tables.formStarts[2] + linkForms[link]] &+= 1 }
  }

  /// Walks the rows of one trace.
  private func advance(
    _ mark: inout TraceMark, to end: Int, _ counts: inout ItemCounts, _ layout: TimeLayout
  ) throws(ByteReaderError) {
    let first = mark.row
    var depth = 0
    for row in first..<end {
      let closing = closings[row]
      guard closing <= depth, row > first || closing == 0 else { throw damage("more subtrees end than began") }
      depth -= closing
      let form = operations[row]
      counts.forms[form] &+= 1
      if depth == 0 {
        guard mark.root < roots.count, roots[mark.root] < 2 else { throw damage("a root has no known parent kind") }
        if roots[mark.root] == 1 { mark.orphan += 1 }
        mark.root += 1
        counts.times[row == first ? TimeLayout.traceStart : TimeLayout.laterRoot] &+= 1
      } else {
        counts.times[layout.start(form, hasPreviousSibling: closing > 0)] &+= 1
      }
      counts.times[layout.end(form, isLeaf: row + 1 == end || closings[row + 1] > 0)] &+= 1
      depth += 1
      mark.event += eventCounts[row]
      try advanceLinks(&mark, by: linkCounts[row])
    }
    mark.row = end
  }

  private func advanceLinks(_ mark: inout TraceMark, by count: Int) throws(ByteReaderError) {
    guard count > 0 else { return }
    guard count <= linkTargets.count - mark.link else { throw damage("there are more links than targets") }
    for link in mark.link..<mark.link + count {
      guard let target = LinkTarget(rawValue: linkTargets[link]) else { throw damage("a link has no known target") }
      mark.linkID += target.wordCount
    }
    mark.link += count
  }

  private func damage(_ reason: String) -> ByteReaderError { ByteReaderError(byteOffset: 0, reason: reason) }
}

extension LevelOneCore {
  /// How many items of each form, and values of each time column, come before a trace; counted from a checkpoint.
  func counts(before trace: Int, from checkpoint: Int) -> ItemCounts {
    var counts = checkpoints.counts(checkpoint)
    var nextTrace = checkpoints.traces[checkpoint]
    let start = traces[nextTrace]
    let mark = traces[trace]
    let layout = times.layout
    var depth = 0
    for row in start.row..<mark.row {
      let form = operations[row]
      counts.forms[form] &+= 1
      let closing = closings[row]
      let isFirst = row == traces[nextTrace].row
      if isFirst {
        nextTrace += 1
        depth = 0
      }
      depth &-= closing
      if depth > 0 {
        counts.times[layout.start(form, hasPreviousSibling: closing > 0)] &+= 1
      } else {
        counts.times[isFirst ? TimeLayout.traceStart : TimeLayout.laterRoot] &+= 1
      }
      let isLeaf = row &+ 1 == traces[nextTrace].row || closings[row &+ 1] > 0
      counts.times[layout.end(form, isLeaf: isLeaf)] &+= 1
      depth &+= 1
    }
    for event in start.event..<mark.event {
      let form = tables.formStarts[1] + eventForms[event]
      counts.forms[form] &+= 1
      counts.times[layout.event(form)] &+= 1
    }
    for link in start.link..<mark.link { counts.forms[tables.formStarts[2] + linkForms[link]] &+= 1 }
    return counts
  }
}
