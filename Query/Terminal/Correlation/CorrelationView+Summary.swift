import TelemetryModel
import TraceAnalysis

extension CorrelationView {
  var headerLines: [String] {
    var figures = StyledLine()
    if let start = report.traces.map(\.start).min(), let end = report.traces.map(\.end).max() {
      figures.append(
        "\(TimestampText.of(start))  \(DurationText.short(nanoseconds: end.nanoseconds(since: start)))  ")
    }
    figures.append(NumberText.counted(report.traces.count, "trace") + "  ")
    figures.append(NumberText.counted(report.spanCount, "span") + "  ")
    figures.append(NumberText.counted(report.logs.count, "log record") + "  ")
    figures.append(NumberText.counted(report.services.count, "service") + "  ")
    let failureCount = report.traces.reduce(0) { $0 + $1.failureOrigins.count }
    figures.append(NumberText.counted(failureCount, "failure"), failureCount > 0 ? .failure : .plain)
    return [
      cut("Correlation " + SafeText.escaping(id.truncated(toWidth: 200)), .heading),
      figures.text(ink: ink, cutTo: terminal.width ?? .max),
    ]
  }

  /// One row a service: the requests to it, and its share of what was waited for; the largest share comes first.
  var serviceTable: Table {
    var table = Table([
      Table.Column("SERVICE", isFlexible: true), Table.Column("REQUESTS", alignment: .right),
      Table.Column("ERRORS", alignment: .right), Table.Column("P50", alignment: .right),
      Table.Column("P95", alignment: .right), Table.Column("MAX", alignment: .right),
      Table.Column("CRITICAL PATH", alignment: .right), Table.Column("SHARE", alignment: .right),
    ])
    let whole = report.criticalNanoseconds
    let services = report.services.sorted {
      ($1.value.criticalNanoseconds, $0.key) < ($0.value.criticalNanoseconds, $1.key)
    }
    for (name, figures) in services {
      func duration(_ nanoseconds: UInt64?) -> Table.Cell {
        Table.Cell(nanoseconds.map { DurationText.short(nanoseconds: $0) } ?? "-")
      }
      let share = whole > 0 ? Int((Double(figures.criticalNanoseconds) / Double(whole) * 100).rounded()) : 0
      table.append([
        Table.Cell(name, ServicePalette.style(ofService: name)), Table.Cell(NumberText.grouped(figures.count)),
        Table.Cell(NumberText.grouped(figures.errorCount), figures.errorCount > 0 ? .failure : .plain),
        duration(figures.quantile(0.5)), duration(figures.quantile(0.95)), duration(figures.longest),
        duration(figures.criticalNanoseconds), Table.Cell("\(share) %"),
      ])
    }
    return table
  }

  /// Failures with their origins, retries, gaps, corrected clocks.
  var findingLines: [String] { report.traces.flatMap(failures) + report.traces.flatMap(retries) + gaps }

  private func failures(of trace: TraceFindings) -> [String] {
    trace.failureOrigins.map { origin in
      let row = trace.tree.nodes[origin.node].row
      let code = trace.batch.details[Int(trace.batch.detailIndexes[row])].statusMessage
      let message = SafeText.escaping(trace.batch.strings.text(code).truncated(toWidth: 200))
      let reach = origin.reaches == origin.node ? "" : ", felt up to \(name(origin.reaches, of: trace))"
      let fate = origin.isHandled ? ", then handled" : ""
      return cut(
        "✗ began at \(name(origin.node, of: trace))\(message.isEmpty ? "" : ": \(message)")\(reach)\(fate)", .failure)
    }
  }

  private func retries(of trace: TraceFindings) -> [String] {
    trace.retries.map { group in
      let fate = group.hasSucceeded ? "the last succeeded" : "all failed"
      let wasted = DurationText.short(nanoseconds: group.wastedNanoseconds)
      let attempts = NumberText.counted(group.attempts.count, "attempt")
      return cut("↻ \(name(group.attempts[0], of: trace)): \(attempts), \(fate), \(wasted) in failed ones", .doubt)
    }
  }

  private var gaps: [String] {
    var lines: [String] = []
    for trace in report.traces {
      let orphans = trace.orphans
      if orphans.isEmpty { continue }
      let services = Set(orphans.map(trace.service)).sorted().map { SafeText.escaping($0.truncated(toWidth: 80)) }
      let missing = NumberText.counted(orphans.count, "span")
      lines.append(cut("? \(missing) of \(services.joined(separator: ", ")) without a parent that is there", .doubt))
    }
    let skewCount = report.traces.reduce(0) { $0 + $1.clockCorrections.count }
    if skewCount > 0 {
      lines.append(cut("? clocks differ: the times of \(NumberText.counted(skewCount, "span")) were corrected", .doubt))
    }
    for service in report.silentServices {
      lines.append(cut("? \(SafeText.escaping(service.truncated(toWidth: 80))) logged, but sent no span", .doubt))
    }
    return lines
  }
}

extension CorrelationView {
  struct Logs {
    /// By trace, then by row of its batch.
    var bySpan: [Int: [Int: [TraceView.LogLine]]] = [:]
    /// By trace: those without a span there.
    var byTrace: [Int: [TraceView.LogLine]] = [:]
    var others: [TraceView.LogLine] = []
  }

  var logLines: Logs {
    var logs = Logs()
    for place in report.logPlaces {
      let line = TraceView.LogLine(row: place.row, of: report.logs)
      if let trace = place.trace, let node = place.node {
        logs.bySpan[trace, default: [:]][report.traces[trace].tree.nodes[node].row, default: []].append(line)
      } else if let trace = place.trace {
        logs.byTrace[trace, default: []].append(line)
      } else {
        logs.others.append(line)
      }
    }
    return logs
  }
}
