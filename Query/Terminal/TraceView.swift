import TelemetryModel
package import TraceAnalysis

/// Draws one trace as text: a header, then its request tree with a line for every span.
///
/// On a terminal every line fits its width and ends with a bar on the time axis of the trace. Elsewhere there are
/// neither colours nor bars, and nothing is cut except texts of absurd length. O(spans + their texts), without recursion.
package struct TraceView {
  let batch: SpanBatch
  let tree: TraceTree
  let warnings: [Int: [String]]
  let showsEvents: Bool
  /// By row of the batch.
  let logs: [Int: [LogLine]]
  let ink: Ink
  let levelCap: Int
  private(set) var layout: Layout
  private(set) var axis: TimelineBar

  /// - Parameters:
  ///   - trace: the spans of one trace, with what its adjusters had to say.
  ///   - showsEvents: whether events and the adjusters' warnings are listed below their spans.
  package init(of trace: AdjustedTrace, showsEvents: Bool, terminal: TerminalCapabilities) {
    self.init(
      trace.batch, TraceTree(trace.batch), warnings: trace.warnings, showsEvents: showsEvents, logs: [:],
      terminal: terminal)
  }

  /// - Parameter logs: what the spans logged, by row of the batch that the tree was made from.
  init(
    _ batch: SpanBatch, _ tree: TraceTree, warnings: [Int: [String]], showsEvents: Bool, logs: [Int: [LogLine]],
    terminal: TerminalCapabilities
  ) {
    self.batch = batch
    self.tree = tree
    self.warnings = warnings
    self.showsEvents = showsEvents
    self.logs = logs
    ink = Ink(isColoured: terminal.showsColours)
    levelCap = Layout.levelCap(on: terminal)
    layout = Layout(terminal, neededWidth: 0)
    axis = TimelineBar(of: batch, cellCount: 0)
    layout = Layout(terminal, neededWidth: widestLabel)
    axis = TimelineBar(of: batch, cellCount: layout.barWidth)
  }

  private var widestLabel: Int {
    var lines = TreeLines(levelCap: levelCap)
    return tree.nodes.map { node in
      lines.enter(depth: node.depth, hasLaterSibling: false)
      return label(of: node, branch: lines.branch).width
    }.max() ?? 0
  }

  /// Hands over the lines, without line ends, from top to bottom.
  package func draw<Failure>(_ emit: (String) throws(Failure) -> Void) throws(Failure) {
    for line in headerLines { try emit(line) }
    try emit("")
    try emit(titleLine)
    var lines = TreeLines(levelCap: levelCap)
    for (place, node) in tree.nodes.enumerated() {
      let familyEnd = node.parent.map { tree.nodes[$0].subtreeEnd } ?? tree.nodes.count
      lines.enter(depth: node.depth, hasLaterSibling: node.subtreeEnd < familyEnd)
      try emit(line(of: node, branch: lines.branch))
      let details = details(of: node)
      if details.isEmpty { continue }
      let rail = lines.rail(hasChildren: node.subtreeEnd > place + 1)
      for detail in details { try emit(detailLine(detail, rail: rail)) }
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
