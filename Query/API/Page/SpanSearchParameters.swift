import QueryEngine
import TelemetryModel
import TelemetryStorage

/// What `GET /api/skein/v1/search` and `.../heatmap` ask for. Every failure names the parameter.
struct SpanSearchParameters {
  let search: SpanSearch

  init(_ parameters: QueryParameters, now: Timestamp) throws(RequestFailure) {
    let end = try parameters.nanoseconds("end") ?? now
    let lookback = QueryAPILimits.defaultLookbackNanoseconds
    let start =
      try parameters.nanoseconds("start") ?? Timestamp(nanoseconds: end.nanoseconds - min(end.nanoseconds, lookback))
    guard let range = TimeRange(start: start, end: end) else { throw .badRequest("'end' lies before 'start'") }
    var tags = try Self.attributes(parameters)
    if let status = parameters.text("status") {
      guard ["ok", "error", "unset"].contains(status) else {
        throw .unparsable("status", status, "neither ok, error nor unset")
      }
      tags.append(TraceQuery.Tag("span.status", status))
    }
    let duration = try parameters.durationRange(
      minimum: try parameters.duration("minDuration"), maximum: try parameters.duration("maxDuration"),
      "minDuration", "maxDuration")
    search = SpanSearch(
      TraceQuery(
        service: parameters.text("service"), operation: parameters.text("operation"),
        kind: try Self.kind(parameters), tags: tags, filters: try parameters.filters("filter"),
        durationNanoseconds: duration, timeRange: range, limit: try parameters.traceLimit("limit")),
      text: parameters.text("text"))
  }

  private static func kind(_ parameters: QueryParameters) throws(RequestFailure) -> SpanKind? {
    guard let word = parameters.text("kind") else { return nil }
    guard let kind = word == "unspecified" ? .unspecified : SpanKind(word: word) else {
      throw .unparsable("kind", word, "not a kind of span: internal, server, client, producer, consumer or unspecified")
    }
    return kind
  }

  private static func attributes(_ parameters: QueryParameters) throws(RequestFailure) -> [TraceQuery.Tag] {
    var tags: [TraceQuery.Tag] = []
    for text in parameters.texts("attribute") {
      guard let separator = text.firstIndex(of: "="), separator > text.startIndex else {
        throw .unparsable("attribute", text, "not of the form key=value")
      }
      tags.append(TraceQuery.Tag(String(text[..<separator]), String(text[text.index(after: separator)...])))
    }
    return tags
  }
}
