package import TelemetryModel

/// Log records as lines of a terminal: time, severity, service, body, attributes, trace ID.
package struct LogLineView: Sendable {
  private let ink: Ink
  /// How many characters of a body or an attribute are shown; the rest is cut off.
  private static let characterLimit = 2_000

  package init(on terminal: TerminalCapabilities) { ink = Ink(isColoured: terminal.showsColours) }

  /// - Parameter traceID: by field or by attribute.
  package func line(of record: LogRecord, service: String, traceID: TraceID) -> String {
    let time = record.time.nanoseconds != 0 ? record.time : record.observedTime
    let severity = Self.word(of: record)
    let style = Self.style(of: record.severityNumber)
    var parts = [
      ink.paint(TimestampText.of(time), .quiet),
      ink.paint(SafeText.escaping(severity).padded(toWidth: 5), style),
      ink.paint(SafeText.escaping(service), ServicePalette.style(ofService: service)),
    ]
    let body = Self.cut(AttributeText.text(record.body))
    if !body.isEmpty { parts.append(ink.paint(body, record.severityNumber >= .error ? style : .plain)) }
    if !record.eventName.isEmpty { parts.append(ink.paint("event=" + Self.cut(record.eventName), .quiet)) }
    for attribute in record.attributes {
      let text = Self.cut(attribute.key) + "=" + Self.cut(AttributeText.text(attribute.value))
      parts.append(ink.paint(text, .quiet))
    }
    if traceID.isValid { parts.append(ink.paint("trace=\(traceID)", .quiet)) }
    return parts.joined(separator: " ")
  }

  /// The severity as OTLP names it, else as its source does.
  private static func word(of record: LogRecord) -> String {
    record.severityNumber == .unspecified ? record.severityText : record.severityNumber.word.uppercased()
  }

  /// How a record of this severity looks.
  package static func style(of severity: SeverityNumber) -> Style {
    switch severity {
    case SeverityNumber.error...: .failure
    case SeverityNumber.warn...: .doubt
    case SeverityNumber.info...: .plain
    default: .quiet
    }
  }

  private static func cut(_ text: String) -> String {
    let isLong = text.utf8.count > characterLimit && text.count > characterLimit
    return SafeText.escaping(isLong ? String(text.prefix(characterLimit)) + "…" : text)
  }
}
