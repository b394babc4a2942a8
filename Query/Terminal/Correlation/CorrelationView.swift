import TelemetryModel
package import TraceAnalysis

/// Draws a correlation report as text: the figures of the ID, what it waited for, what failed, then every trace with
/// its logs at their spans.
package struct CorrelationView {
  let id: String
  let report: CorrelationReport
  let showsEvents: Bool
  let terminal: TerminalCapabilities
  let ink: Ink

  package init(of report: CorrelationReport, id: String, showsEvents: Bool, terminal: TerminalCapabilities) {
    self.report = report
    self.id = id
    self.showsEvents = showsEvents
    self.terminal = terminal
    ink = Ink(isColoured: terminal.showsColours)
  }

  /// Hands over the lines, without line ends, from top to bottom.
  package func draw<Failure>(_ emit: (String) throws(Failure) -> Void) throws(Failure) {
    for line in headerLines { try emit(line) }
    if !report.services.isEmpty {
      try emit("")
      for line in serviceTable.lines(on: terminal) { try emit(line) }
    }
    if !findingLines.isEmpty {
      try emit("")
      for line in findingLines { try emit(line) }
    }
    let logs = logLines
    for index in report.traces.indices {
      try emit("")
      try draw(index, logs: logs.bySpan[index, default: [:]], emit)
      try list(logs.byTrace[index] ?? [], titled: "logs of this trace without a span", emit)
    }
    if !logs.others.isEmpty { try emit("") }
    try list(logs.others, titled: "logs without a trace", emit)
  }

  private func draw<Failure>(
    _ index: Int, logs: [Int: [TraceView.LogLine]], _ emit: (String) throws(Failure) -> Void
  ) throws(Failure) {
    let trace = report.traces[index]
    for join in report.joins where join.effect == index {
      let cause = report.traces[join.cause]
      let span = join.causeNode.map { " at " + name($0, of: cause) } ?? ""
      let line = "↳ \(name(join.effectNode, of: trace)) goes on from trace \(cause.id)\(span)"
      try emit(cut(line, .quiet))
    }
    let view = TraceView(
      trace.batch, trace.tree, warnings: trace.warnings, showsEvents: showsEvents, logs: logs, terminal: terminal)
    try view.draw(emit)
  }

  private func list<Failure>(
    _ lines: [TraceView.LogLine], titled title: String, _ emit: (String) throws(Failure) -> Void
  ) throws(Failure) {
    if lines.isEmpty { return }
    try emit(ink.paint(title, .heading))
    for line in lines { try emit(cut("▪ \(TimestampText.of(line.time)) \(line.text)", line.style)) }
  }

  /// `service operation`, safe to show.
  func name(_ node: Int, of trace: TraceFindings) -> String {
    let operation = trace.operation(of: node).truncated(toWidth: 80)
    return SafeText.escaping("\(trace.service(of: node).truncated(toWidth: 80)) \(operation)")
  }

  func cut(_ text: String, _ style: Style) -> String {
    var line = StyledLine()
    line.append(text, style)
    return line.text(ink: ink, cutTo: terminal.width ?? .max)
  }
}
