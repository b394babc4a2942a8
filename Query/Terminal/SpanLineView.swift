package import TelemetryModel

/// Spans as lines of a terminal, one like the other and like those of log records: end, service, operation, duration.
package struct SpanLineView: Sendable {
  private let ink: Ink
  /// How many characters of a text of the sender are shown; the rest is cut off.
  private static let characterLimit = 500

  package init(on terminal: TerminalCapabilities) { ink = Ink(isColoured: terminal.showsColours) }

  package func line(of row: Int, in batch: SpanBatch) -> String {
    let service = batch.strings.text(batch.serviceName(of: row))
    let hasFailed = batch.statusCodes[row] == .error
    let duration = DurationText.short(nanoseconds: batch.durationNanoseconds(of: row))
    var parts = [
      ink.paint(TimestampText.of(batch.endTimes[row]), .quiet),
      ink.paint("SPAN ", hasFailed ? .failure : .quiet),
      ink.paint(Self.cut(service), ServicePalette.style(ofService: service)),
      hasFailed ? ink.paint("✗", .failure) : "",
      Self.cut(batch.strings.text(batch.names[row])),
      ink.paint(duration, hasFailed ? .failure : .heading),
    ]
    if hasFailed {
      let message = batch.strings.text(batch.details[Int(batch.detailIndexes[row])].statusMessage)
      parts.append(ink.paint(Self.cut(message), .failure))
    }
    parts.append(ink.paint("trace=\(batch.traceIDs[row])", .quiet))
    return parts.filter { !$0.isEmpty }.joined(separator: " ")
  }

  private static func cut(_ text: String) -> String {
    let isLong = text.utf8.count > characterLimit && text.count > characterLimit
    return SafeText.escaping(isLong ? String(text.prefix(characterLimit)) + "…" : text)
  }
}
