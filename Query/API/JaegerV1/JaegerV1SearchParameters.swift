import QueryEngine
import TelemetryModel
import TelemetryStorage

/// What `GET /api/traces` asks for.
enum JaegerV1Search {
  /// These traces; other parameters do not count.
  case traces([TraceID])
  /// The traces that fulfil the query; `nil` when its time range is empty.
  case query(TraceQuery?)

  init(_ parameters: QueryParameters, now: Timestamp) throws(RequestFailure) {
    let ids = parameters.texts("traceID")
    if ids.isEmpty {
      self = .query(try Self.query(parameters, now: now))
      return
    }
    guard ids.count <= QueryAPILimits.traceIDCount else {
      throw .badRequest("more than \(QueryAPILimits.traceIDCount) trace IDs")
    }
    var traceIDs: [TraceID] = []
    for id in ids { traceIDs.append(try TraceID(path: id)) }
    self = .traces(traceIDs)
  }

  private static func query(_ parameters: QueryParameters, now: Timestamp) throws(RequestFailure) -> TraceQuery? {
    let lookback = QueryAPILimits.defaultLookbackNanoseconds
    let start =
      try parameters.microseconds("start")
      ?? Timestamp(nanoseconds: now.nanoseconds - min(now.nanoseconds, lookback))
    let end = try parameters.microseconds("end") ?? now
    let duration = try parameters.durationRange(
      minimum: try parameters.duration("minDuration"), maximum: try parameters.duration("maxDuration"),
      "minDuration", "maxDuration")
    let limit = try parameters.traceLimit("limit")
    let tags = try tags(parameters)
    guard let range = TimeRange(start: start, end: end) else { return nil }
    return TraceQuery(
      service: parameters.text("service"), operation: parameters.text("operation"), tags: tags,
      durationNanoseconds: duration, timeRange: range, limit: limit)
  }

  private static func tags(_ parameters: QueryParameters) throws(RequestFailure) -> [TraceQuery.Tag] {
    var tags: [TraceQuery.Tag] = []
    for text in parameters.texts("tag") {
      guard let colon = text.firstIndex(of: ":") else {
        throw .badRequest("malformed 'tag' parameter, expecting key:value, received: \(text)")
      }
      tags.append(TraceQuery.Tag(String(text[..<colon]), String(text[text.index(after: colon)...])))
    }
    for json in parameters.texts("tags") { tags += try QueryParameters.tags(json: json, "tags") }
    return tags
  }
}

extension QueryParameters {
  /// Whether the answer is to be laid out for people.
  var isPretty: Bool { text("prettyPrint").map { $0 != "false" } ?? false }

  /// A moment in microseconds since 1970; earlier ones count as 1970.
  func microseconds(_ name: String) throws(RequestFailure) -> Timestamp? {
    guard let value = text(name) else { return nil }
    guard let count = Int64(value) else { throw .unparsable(name, value, "not an integer") }
    let (nanoseconds, overflow) = UInt64(max(0, count)).multipliedReportingOverflow(by: 1_000)
    return Timestamp(nanoseconds: overflow ? .max : nanoseconds)
  }
}

extension TraceID {
  init(path text: String) throws(RequestFailure) {
    guard let id = TraceID(parameter: text) else {
      throw .badRequest(
        "invalid trace ID \"\(text)\": expecting up to 32 hexadecimal digits, or base64 of 8 or 16 bytes")
    }
    self = id
  }
}
