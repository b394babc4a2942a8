import QueryEngine
import TelemetryModel
import TelemetryStorage

/// What `GET /api/v2/traces` asks for: all of it must hold on one span of a trace, and the service is that span's own.
///
/// Names of services and spans are kept here in the case in which they were sent, while Zipkin makes them lower-case: so
/// they are compared without regard to case, by looking them up among the names that there are.
struct ZipkinSearch {
  private let service: String?
  private let operation: String?
  private let terms: [SpanCondition]
  let limit: TraceLimit

  init(_ parameters: QueryParameters, now: Timestamp) throws(RequestFailure) {
    service = parameters.text("serviceName")
    operation = parameters.text("spanName").flatMap { $0 == "all" ? nil : $0 }
    var terms = [SpanCondition.start(try parameters.zipkinRange(now: now))]
    if let duration = try parameters.zipkinDuration { terms.append(.duration(nanoseconds: duration)) }
    if let remote = parameters.text("remoteServiceName") { terms.append(QueryEngine.callsRemote(remote)) }
    let query = ZipkinAnnotationQuery(parameters.text("annotationQuery") ?? "")
    guard query.terms.count <= QueryLimits.tagCount else {
      throw .badRequest("more than \(QueryLimits.tagCount) terms in 'annotationQuery'")
    }
    self.terms = terms + query.terms.map(\.condition)
    limit = try parameters.zipkinLimit
  }

  /// The condition, with the names that a store has; `never` when it has none of them.
  func condition(_ engine: QueryEngine) throws(QueryError) -> SpanCondition {
    var conditions: [SpanCondition] = []
    if service != nil || operation != nil {
      let services = try engine.services(named: service)
      conditions.append(service == nil ? .always : .any(services.map(SpanCondition.service)))
      if let operation {
        let names = try engine.operations(named: operation, of: services)
        conditions.append(.any(names.map(SpanCondition.operation)))
      }
    }
    return .all(conditions + terms)
  }
}

extension QueryEngine {
  /// The services whose names differ from this one in nothing but case; all for `nil`.
  func services(named name: String?) throws(QueryError) -> [String] {
    let wanted = name?.lowercased()
    return try services().filter { wanted == nil || $0.lowercased() == wanted }
  }

  fileprivate func operations(named name: String, of services: [String]) throws(QueryError) -> Set<String> {
    let wanted = name.lowercased()
    var names: Set<String> = []
    for service in services {
      for operation in try operations(service: service) where operation.operation.lowercased() == wanted {
        names.insert(operation.operation)
      }
    }
    return names
  }
}

// MARK: Parameters

extension QueryParameters {
  /// A number above zero, as all of Zipkin's are.
  private func positive(_ name: String) throws(RequestFailure) -> UInt64? {
    guard let text = text(name) else { return nil }
    guard let number = UInt64(text), number > 0 else { throw .badRequest("\(name) should be a number above 0") }
    return number
  }

  /// The time that `endTs` and `lookback` span, in milliseconds.
  func zipkinRange(now: Timestamp, endIsRequired: Bool = false) throws(RequestFailure) -> TimeRange {
    let end = try positive("endTs")
    if endIsRequired, end == nil { throw .badRequest("endTs is required: milliseconds since 1970") }
    _ = try positive("lookback")
    return try lookbackRange(
      now: now, defaultLookbackMilliseconds: QueryAPILimits.defaultZipkinLookbackMilliseconds)
  }

  /// The bounds of durations, given in microseconds. Spans were measured in nanoseconds: the last microsecond counts whole.
  fileprivate var zipkinDuration: ClosedRange<UInt64>? {
    get throws(RequestFailure) {
      let minimum = try positive("minDuration")
      let maximum = try positive("maxDuration")
      guard let minimum else {
        if maximum != nil { throw .badRequest("maxDuration is only valid with minDuration") }
        return nil
      }
      if let maximum, maximum < minimum { throw .badRequest("maxDuration should not be below minDuration") }
      let (lower, isTooLong) = minimum.multipliedReportingOverflow(by: 1_000)
      let (upper, isEndless) = (maximum ?? .max).multipliedReportingOverflow(by: 1_000)
      return isTooLong ? .max ... .max : lower...(isEndless ? .max : min(upper, .max - 999) + 999)
    }
  }

  fileprivate var zipkinLimit: TraceLimit {
    get throws(RequestFailure) {
      let count = try positive("limit").map { Int(clamping: $0) } ?? QueryAPILimits.defaultZipkinTraceCount
      guard let limit = TraceLimit(count) else {
        throw .badRequest("limit should be at most \(QueryLimits.traceCount)")
      }
      return limit
    }
  }
}
