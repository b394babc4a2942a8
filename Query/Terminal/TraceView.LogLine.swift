package import TelemetryModel

extension TraceView {
  /// A log record as it is listed below its span.
  package struct LogLine: Sendable {
    let time: Timestamp
    let severity: SeverityNumber
    /// Safe to show.
    let text: String

    /// Bytes of a body that are shown at most.
    private static let bodyByteLimit = 1_024

    package init(row: Int, of logs: LogBatch) {
      time = logs.effectiveTime(of: row)
      severity = logs.severityNumbers[row]
      let word = severity.word.isEmpty ? logs.strings.text(logs.severityTexts[row]) : severity.word
      let body =
        if let code = logs.bodyText(of: row) {
          String(decoding: logs.strings[code].prefix(Self.bodyByteLimit), as: UTF8.self)
        } else {
          AttributeText.text(logs.value(of: logs.bodyKinds[row], logs.bodies[row])).truncated(toWidth: 200)
        }
      text = SafeText.escaping(word.isEmpty ? body : word.truncated(toWidth: 16) + " " + body)
    }

    var style: Style { severity >= .error ? .failure : severity >= .warn ? .doubt : .quiet }
  }
}
