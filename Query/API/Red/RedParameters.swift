import QueryEngine
import TelemetryModel
import TelemetryStorage
import TraceAnalysis

/// What `GET /api/skein/v1/red` asks for. Every failure names the parameter.
struct RedParameters {
  let query: RedQuery

  init(_ parameters: QueryParameters, now: Timestamp) throws(RequestFailure) {
    let range = try parameters.recentRange(now: now)
    query = RedQuery(
      service: parameters.text("service"), operation: parameters.text("operation"),
      kinds: try Self.kinds(parameters), filter: try parameters.filterCondition("filter"),
      grouping: try Self.grouping(parameters), timeRange: range,
      stepMinutes: try Self.stepMinutes(parameters), quantiles: try Self.quantiles(parameters),
      wantsExemplars: try parameters.flag("exemplars"))
  }

  private static func kinds(_ parameters: QueryParameters) throws(RequestFailure) -> Set<SpanKind> {
    var kinds: Set<SpanKind> = []
    for word in parameters.list("kind") {
      guard let kind = word == "unspecified" ? .unspecified : SpanKind(word: word) else {
        throw .unparsable(
          "kind", word, "not a kind of span: internal, server, client, producer, consumer or unspecified")
      }
      kinds.insert(kind)
    }
    return kinds
  }

  private static func grouping(_ parameters: QueryParameters) throws(RequestFailure) -> Set<RedDimension> {
    var grouping: Set<RedDimension> = []
    for word in parameters.list("by") {
      guard let dimension = RedDimension(rawValue: word) else {
        throw .unparsable("by", word, "neither service, operation, kind, status, statusClass nor an attribute")
      }
      grouping.insert(dimension)
    }
    return grouping
  }

  /// Whole minutes, rounded up.
  private static func stepMinutes(_ parameters: QueryParameters) throws(RequestFailure) -> Int? {
    guard let nanoseconds = try parameters.duration("step") else { return nil }
    guard nanoseconds > 0 else { throw .badRequest("'step' must be longer than nothing") }
    return Int(nanoseconds.dividedRoundingUp(by: 60_000_000_000))
  }

  private static func quantiles(_ parameters: QueryParameters) throws(RequestFailure) -> [Double] {
    var quantiles: [Double] = []
    for word in parameters.list("quantiles") {
      guard let quantile = Double(word), (0...1).contains(quantile) else {
        throw .unparsable("quantiles", word, "not a number from 0 to 1")
      }
      quantiles.append(quantile)
    }
    return quantiles
  }
}

extension UInt64 {
  /// The quotient, one more when something is left.
  fileprivate func dividedRoundingUp(by divisor: UInt64) -> UInt64 { self / divisor + (self % divisor == 0 ? 0 : 1) }
}

extension QueryParameters {
  /// From `start` to `end`, by default the last hour.
  func recentRange(now: Timestamp) throws(RequestFailure) -> TimeRange {
    let end = try nanoseconds("end") ?? now
    let lookback = QueryAPILimits.defaultRedLookbackNanoseconds
    let start = try nanoseconds("start") ?? Timestamp(nanoseconds: end.nanoseconds - min(end.nanoseconds, lookback))
    guard let range = TimeRange(start: start, end: end) else { throw .badRequest("'end' lies before 'start'") }
    return range
  }

  /// A moment in nanoseconds since 1970.
  func nanoseconds(_ name: String) throws(RequestFailure) -> Timestamp? {
    guard let text = text(name) else { return nil }
    guard let nanoseconds = UInt64(text) else {
      throw .unparsable(name, text, "not a number of nanoseconds since 1970")
    }
    return Timestamp(nanoseconds: nanoseconds)
  }

  /// A number of milliseconds that is not negative.
  func milliseconds(_ name: String) throws(RequestFailure) -> UInt64? {
    guard let text = text(name) else { return nil }
    guard let count = UInt64(text) else { throw .unparsable(name, text, "not a number of milliseconds") }
    return count
  }

  /// The time that `endTs` and `lookback` span, in milliseconds, as in Jaeger.
  func lookbackRange(now: Timestamp, defaultLookbackMilliseconds: UInt64) throws(RequestFailure) -> TimeRange {
    let end = try milliseconds("endTs").map { $0.multipliedReportingOverflow(by: 1_000_000) }
    let endTime = end.map { $0.overflow ? .max : $0.partialValue } ?? now.nanoseconds
    let lookback = (try milliseconds("lookback") ?? defaultLookbackMilliseconds)
      .multipliedReportingOverflow(by: 1_000_000)
    let length = min(endTime, lookback.overflow ? .max : lookback.partialValue)
    return TimeRange(start: Timestamp(nanoseconds: endTime - length), end: Timestamp(nanoseconds: endTime)) ?? .all
  }
}
