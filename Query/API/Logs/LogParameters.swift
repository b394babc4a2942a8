import QueryEngine
package import TelemetryModel
import TelemetryStorage

/// What `GET /api/skein/v1/logs` asks for. Every failure names the parameter.
struct LogParameters {
  let query: LogQuery
  /// Whether the answer is OTLP/JSON.
  let isOTLP: Bool

  init(_ parameters: QueryParameters) throws(RequestFailure) {
    var query = LogQuery()
    guard
      let times = TimeRange(
        start: try parameters.nanoseconds("start") ?? TimeRange.all.start,
        end: try parameters.nanoseconds("end") ?? TimeRange.all.end)
    else { throw .badRequest("'end' lies before 'start'") }
    query.times = times
    query.service = parameters.text("service")
    query.correlationID = parameters.text("correlationID")
    query.phrases = parameters.texts("words")
    query.texts = parameters.texts("text")
    if let word = parameters.text("severity") {
      guard let severity = SeverityNumber(parameter: word) else {
        throw .unparsable("severity", word, "neither trace, debug, info, warn, error, fatal nor a number from 1 to 24")
      }
      query.leastSeverity = severity
    }
    query.traceID = try parameters.traceID()
    if let text = parameters.text("spanID") {
      guard let id = SpanID(parameter: text) else { throw .unparsable("spanID", text, "not a span ID") }
      query.spanID = id
    }
    query.attributes = try Self.attributes(parameters)
    query.expressions = try Self.expressions(parameters)
    try Self.page(&query, parameters)
    self.query = query
    switch parameters.text("format") {
    case nil, "json": isOTLP = false
    case "otlp": isOTLP = true
    case .some(let word): throw .unparsable("format", word, "neither json nor otlp")
    }
  }

  private static func page(_ query: inout LogQuery, _ parameters: QueryParameters) throws(RequestFailure) {
    switch parameters.text("order") {
    case nil, "newest": query.order = .newestFirst
    case "oldest": query.order = .oldestFirst
    case .some(let word): throw .unparsable("order", word, "neither newest nor oldest")
    }
    if let text = parameters.text("limit") {
      guard let limit = Int(text).flatMap(LogLimit.init) else {
        throw .unparsable("limit", text, "not in the range 1...\(QueryLimits.logRecordCount)")
      }
      query.limit = limit
    }
    if let text = parameters.text("after") {
      guard let position = LogPosition(text) else {
        throw .unparsable("after", text, "not the 'next' of an earlier answer")
      }
      query.after = position
    }
  }

  private static func attributes(
    _ parameters: QueryParameters
  ) throws(RequestFailure) -> [LogScanHint.AttributeText] {
    var attributes: [LogScanHint.AttributeText] = []
    for text in parameters.texts("attribute") {
      guard let separator = text.firstIndex(of: "="), separator > text.startIndex else {
        throw .unparsable("attribute", text, "not of the form key=value")
      }
      attributes.append(
        LogScanHint.AttributeText(key: String(text[..<separator]), text: String(text[text.index(after: separator)...])))
    }
    return attributes
  }

  private static func expressions(_ parameters: QueryParameters) throws(RequestFailure) -> [BodyExpression] {
    var expressions: [BodyExpression] = []
    for text in parameters.texts("regex") {
      do {
        expressions.append(try BodyExpression(text))
      } catch {
        throw .badRequest("unable to parse param 'regex': \(error)")
      }
    }
    return expressions
  }
}

extension SeverityNumber {
  /// Reads a severity by its word (`warn`, `error2`, `warning`) or its number.
  package init?(parameter text: String) {
    let word = text.lowercased()
    if let number = Int32(word), (0...24).contains(number) {
      self.init(rawValue: number)
    } else if let severity = SeverityNumber(word: word == "warning" ? "warn" : word), !word.isEmpty {
      self = severity
    } else {
      return nil
    }
  }
}

extension SpanID {
  /// Reads 1 to 16 hexadecimal digits of either case.
  package init?(parameter text: String) {
    guard (1...16).contains(text.utf8.count), text.allSatisfy(\.isHexDigit), let number = UInt64(text, radix: 16),
      number != 0
    else { return nil }
    self.init(rawValue: number)
  }
}
