import TelemetryModel
import TraceAnalysis

extension TraceView {
  /// A line below a span that tells more about it.
  struct Detail {
    let text: String
    let style: Style
  }

  /// Events listed of one span at most; the rest is counted.
  private static let eventLimit = 128
  /// The same for log records.
  private static let logLimit = 128
  /// Columns after which the key or value of an attribute is cut.
  private static let attributeLimit = 200

  func details(of node: TraceTree.Node) -> [Detail] {
    var details: [Detail] = []
    if !layout.isPlain, isError(node.row), let message = statusMessage(of: node.row) {
      details.append(Detail(text: "✗ " + message, style: .failure))
    }
    for warning in node.warnings {
      if case .missingParent = warning { continue }
      details.append(Detail(text: "! \(warning)", style: .doubt))
    }
    if showsEvents {
      details += (warnings[node.row] ?? []).map { Detail(text: "! " + SafeText.escaping($0), style: .doubt) }
      details += events(of: node.row)
    }
    details += logLines(of: node.row)
    return details
  }

  func detailLine(_ detail: Detail, rail: String) -> String {
    var line = StyledLine()
    line.append(rail, .quiet)
    line.append(detail.text, detail.style)
    return line.text(ink: ink, cutTo: layout.lineCut)
  }

  private func events(of row: Int) -> [Detail] {
    let range = batch.eventRange(of: row)
    var details = range.prefix(Self.eventLimit).map { index in
      let event = batch.events[index]
      let offset = DurationText.short(nanoseconds: event.time.nanoseconds(since: axis.start))
      let attributes = batch.attributes(in: event.attributes).map { "  " + text(of: $0) }.joined()
      return Detail(text: "• \(offset) \(safeText(event.name))\(attributes)", style: .quiet)
    }
    if range.count > Self.eventLimit {
      let missing = NumberText.counted(range.count - Self.eventLimit, "further event")
      details.append(Detail(text: "• … \(missing)", style: .quiet))
    }
    return details
  }

  private func logLines(of row: Int) -> [Detail] {
    let lines = logs[row] ?? []
    var details = lines.prefix(Self.logLimit).map { line in
      let offset = DurationText.short(nanoseconds: line.time.nanoseconds(since: axis.start))
      return Detail(text: "▪ \(offset) \(line.text)", style: line.style)
    }
    if lines.count > Self.logLimit {
      let missing = NumberText.counted(lines.count - Self.logLimit, "further log record")
      details.append(Detail(text: "▪ … \(missing)", style: .quiet))
    }
    return details
  }

  private func text(of attribute: Attribute) -> String {
    let value = AttributeText.text(attribute.value)
    return [attribute.key, value].map { SafeText.escaping($0.truncated(toWidth: Self.attributeLimit)) }.joined(
      separator: "=")
  }
}
