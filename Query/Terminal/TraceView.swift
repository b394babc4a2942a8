package import TelemetryModel
package import TraceAnalysis

/// Draws one trace as text: a header, then its request tree with a line for every span.
///
/// On a terminal every line fits its width and ends with a bar on the time axis of the trace. Elsewhere there are
/// neither colours nor bars, and nothing is cut except texts of absurd length. O(spans + their texts), without recursion.
package struct TraceView {
  let batch: SpanBatch
  let tree: TraceTree
  let showsEvents: Bool
  let layout: Layout
  let ink: Ink
  let axis: TimelineBar

  /// - Parameters:
  ///   - batch: the spans of one trace, from which `tree` was made.
  ///   - showsEvents: whether the events of a span are listed below it.
  package init(of batch: SpanBatch, tree: TraceTree, showsEvents: Bool, terminal: TerminalCapabilities) {
    self.batch = batch
    self.tree = tree
    self.showsEvents = showsEvents
    layout = Layout(terminal)
    ink = Ink(isColoured: terminal.showsColours)
    axis = TimelineBar(of: batch, cellCount: layout.barWidth)
  }

  /// Hands over the lines, without line ends, from top to bottom.
  package func draw(_ emit: (String) -> Void) {
    for line in headerLines { emit(line) }
    emit("")
    emit(titleLine)
    var lines = TreeLines(levelCap: layout.levelCap)
    for (place, node) in tree.nodes.enumerated() {
      let familyEnd = node.parent.map { tree.nodes[$0].subtreeEnd } ?? tree.nodes.count
      lines.enter(depth: node.depth, hasLaterSibling: node.subtreeEnd < familyEnd)
      emit(line(of: node, branch: lines.branch))
      let details = details(of: node)
      if details.isEmpty { continue }
      let rail = lines.rail(hasChildren: node.subtreeEnd > place + 1)
      for detail in details { emit(detailLine(detail, rail: rail)) }
    }
  }

  private var titleLine: String {
    var line = "SPAN".padded(toWidth: layout.labelWidth)
    for title in ["OFFSET", "DURATION", "SELF"] {
      line += Layout.gap + title.padded(toWidth: Layout.numberWidth, alignment: .right)
    }
    if layout.barWidth > 0 { line += Layout.gap + "TIMELINE" }
    return ink.paint(line, .heading)
  }

  private func line(of node: TraceTree.Node, branch: String) -> String {
    let (start, end) = (batch.startTimes[node.row], batch.endTimes[node.row])
    let label = label(of: node, branch: branch)
    var line = label.text(ink: ink, cutTo: layout.labelCut, fillTo: layout.labelWidth)
    let offset =
      start.nanoseconds == 0 ? "unknown" : DurationText.short(nanoseconds: start.nanoseconds(since: axis.start))
    let duration = DurationText.short(nanoseconds: batch.durationNanoseconds(of: node.row))
    for number in [offset, duration, DurationText.short(nanoseconds: node.selfTimeNanoseconds)] {
      line += Layout.gap + number.padded(toWidth: Layout.numberWidth, alignment: .right)
    }
    if layout.barWidth > 0 {
      let style = isError(node.row) ? Style.failure : serviceStyle(of: node.row)
      line += Layout.gap + ink.paint(axis.text(from: start, to: end), style)
    }
    if layout.isPlain, isError(node.row), let message = statusMessage(of: node.row) {
      line += Layout.gap + ink.paint("✗ " + message, .failure)
    }
    return line
  }
}
