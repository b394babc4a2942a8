import QueryEngine
import TelemetryModel
import TelemetryStorage

/// What `GET /api/v3/traces` asks for. Names in camelCase are Jaeger's, those in snake_case older aliases.
struct JaegerV3Search {
  let query: TraceQuery
  let isRaw: Bool

  init(_ parameters: QueryParameters) throws(RequestFailure) {
    isRaw = try parameters.flag("query.rawTraces", "query.raw_traces")
    query = TraceQuery(
      service: parameters.text("query.serviceName", "query.service_name"),
      operation: parameters.text("query.operationName", "query.operation_name"),
      tags: try parameters.text("query.attributes").map { json throws(RequestFailure) in
        try QueryParameters.tags(json: json, "query.attributes")
      } ?? [],
      filters: try Self.filters(parameters),
      durationNanoseconds: try parameters.durationRange(
        minimum: try parameters.duration("query.durationMin", "query.duration_min"),
        maximum: try parameters.duration("query.durationMax", "query.duration_max"),
        "query.durationMax", "query.durationMin"),
      timeRange: try Self.timeRange(parameters),
      limit: try parameters.traceLimit("query.searchDepth", "query.search_depth", "query.num_traces"))
  }

  /// Jaeger's structured filter, which stands for itself: other conditions beside it are refused.
  private static func filters(_ parameters: QueryParameters) throws(RequestFailure) -> [SpanFilter] {
    guard let text = parameters.text("query.filter") else { return [] }
    for name in legacyConditions where parameters.text(name) != nil {
      throw .badRequest("'query.filter' and '\(name)' exclude each other")
    }
    let (condition, leafCount) = try JaegerFilter(text).condition()
    return [SpanFilter(text: text, condition: condition, conditionCount: leafCount)]
  }

  private static let legacyConditions = [
    "query.serviceName", "query.service_name", "query.operationName", "query.operation_name", "query.attributes",
    "query.durationMin", "query.duration_min", "query.durationMax", "query.duration_max",
  ]

  private static func timeRange(_ parameters: QueryParameters) throws(RequestFailure) -> TimeRange {
    guard let start = try parameters.moment("query.startTimeMin", "query.start_time_min"),
      let end = try parameters.moment("query.startTimeMax", "query.start_time_max")
    else { throw .badRequest("'query.startTimeMin' and 'query.startTimeMax' are required") }
    guard start < end, let range = TimeRange(start: start, end: end) else {
      throw .badRequest("'query.startTimeMin' must be before 'query.startTimeMax'")
    }
    return range
  }
}

extension QueryParameters {
  /// A moment in RFC 3339 notation; those before 1970 count as 1970, those after 2554 as then.
  func moment(_ names: String...) throws(RequestFailure) -> Timestamp? {
    for name in names {
      guard let value = text(name) else { continue }
      guard let moment = RFC3339.nanoseconds(value) else {
        throw .unparsable(name, value, "not a time such as 2026-01-02T03:04:05.678Z")
      }
      return Timestamp(nanoseconds: UInt64(clamping: moment))
    }
    return nil
  }
}
