import TelemetryModel

/// What is read along without being put out.
extension SegmentAssembler {
  /// Reads what later predictions may need of a row that is not chosen, its events and its links.
  mutating func passBy(_ row: Int, _ form: Int, _ mark: inout TraceMark) throws(ByteReaderError) {
    try passColumns(form)
    for _ in 0..<core.eventCounts[row] {
      let event = core.tables.formStarts[1] + core.eventForms[mark.event]
      times.skip(core.times.layout.event(event), core.times)
      try passColumns(event)
      mark.event += 1
    }
    for _ in 0..<core.linkCounts[row] {
      try passColumns(core.tables.formStarts[2] + core.linkForms[mark.link])
      mark.linkID += (LinkTarget(rawValue: core.linkTargets[mark.link]) ?? .parent).wordCount
      mark.link += 1
    }
  }

  mutating func passColumns(_ form: Int) throws(ByteReaderError) {
    for place in plan.stepRange(of: form) { try tokens.pass(Int(plan.steps[place].column)) }
  }

  /// Steps over a trace without chosen rows: no other trace depends on it.
  mutating func skipTrace(_ number: Int) {
    let rows = core.rows(of: number)
    let layout = core.times.layout
    var depth = 0
    for row in rows {
      let form = core.operations[row]
      let closing = core.closings[row]
      depth &-= closing
      if depth > 0 {
        times.skip(layout.start(form, hasPreviousSibling: closing > 0), core.times)
      } else {
        times.skip(row == rows.lowerBound ? TimeLayout.traceStart : TimeLayout.laterRoot, core.times)
      }
      let isLeaf = row &+ 1 == rows.upperBound || core.closings[row &+ 1] > 0
      times.skip(layout.end(form, isLeaf: isLeaf), core.times)
      depth &+= 1
    }
    skipItems(number)
  }

  /// Steps over all of a trace but the times of its rows.
  mutating func skipItems(_ number: Int) {
    if plan.steps.isEmpty && core.tables.eventCount == 0 { return }
    for row in core.rows(of: number) { skipColumns(core.operations[row]) }
    for event in core.traces[number].event..<core.traces[number + 1].event {
      let form = core.tables.formStarts[1] + core.eventForms[event]
      times.skip(core.times.layout.event(form), core.times)
      skipColumns(form)
    }
    for link in core.traces[number].link..<core.traces[number + 1].link {
      skipColumns(core.tables.formStarts[2] + core.linkForms[link])
    }
  }

  private mutating func skipColumns(_ form: Int) {
    for place in plan.stepRange(of: form) { tokens.skipNext(Int(plan.steps[place].column)) }
  }
}
