import HTTPTypes
import Hummingbird
import NIOCore
import PromQL
import TelemetryModel

/// The parameters of a request to the Prometheus API, from the address and from a form in the body.
struct PrometheusParameters {
  private let parameters: QueryParameters
  let now: Int64

  init(_ request: Request, now: Timestamp) async throws {
    var text = request.uri.query ?? ""
    if request.method == .post {
      let body = try await Self.form(request)
      text = text.isEmpty ? body : body.isEmpty ? text : "\(body)&\(text)"
    }
    parameters = try QueryParameters(query: text)
    self.now = Int64(now.nanoseconds / 1_000_000)
  }

  private static func form(_ request: Request) async throws -> String {
    do {
      return String(buffer: try await request.body.collect(upTo: QueryAPILimits.formByteCount))
    } catch {
      throw PrometheusFailure.badData("a form of more than \(QueryAPILimits.formByteCount) bytes, or one cut off")
    }
  }

  func query() throws(PrometheusFailure) -> PromQLQuery {
    do {
      return try PromQLQuery(parameters.text("query") ?? "")
    } catch {
      throw error.code == .badData
        ? .invalid("query", error.message) : PrometheusFailure(error)
    }
  }

  /// Milliseconds since 1970, of seconds since then or RFC 3339; `nil` when there is none.
  func time(_ name: String) throws(PrometheusFailure) -> Int64? {
    guard let text = parameters.text(name) else { return nil }
    if let seconds = Double(text) {
      let milliseconds = (seconds * 1000).rounded()
      if milliseconds.magnitude <= Double(PromQLLimits.timeMilliseconds) { return Int64(milliseconds) }
    } else if let moment = RFC3339.nanoseconds(text) {
      return Int64(moment / 1_000_000)
    }
    throw .invalid(name, "cannot parse \"\(text)\" to a valid timestamp")
  }

  func requiredTime(_ name: String) throws(PrometheusFailure) -> Int64 {
    guard let time = try time(name) else { throw .invalid(name, "cannot parse \"\" to a valid timestamp") }
    return time
  }

  /// Milliseconds of a number of seconds, or of a duration such as `1m30s`.
  func duration(_ name: String) throws(PrometheusFailure) -> Int64? {
    guard let text = parameters.text(name) else { return nil }
    if let seconds = Double(text) {
      let milliseconds = (seconds * 1000).rounded()
      if milliseconds.magnitude <= Double(PromQLLimits.timeMilliseconds) { return Int64(milliseconds) }
    } else if let milliseconds = try? PromQLDuration.milliseconds(text) {
      return milliseconds
    }
    throw .invalid(name, "cannot parse \"\(text)\" to a valid duration")
  }

  /// A positive number; 0 and none mean no limit of the client's.
  func limit() throws(PrometheusFailure) -> Int? {
    guard let text = parameters.text("limit") else { return nil }
    guard let limit = Int(text), limit >= 0 else {
      throw .invalid("limit", "cannot parse \"\(text)\" to a number that is not negative")
    }
    return limit == 0 ? nil : limit
  }

  func text(_ name: String) -> String? { parameters.text(name) }

  /// The range of `start` and `end`, by default the last day.
  func range() throws(PrometheusFailure) -> ClosedRange<Int64> {
    let end = try time("end") ?? now
    let start = try time("start") ?? end - QueryAPILimits.defaultSeriesLookbackMilliseconds
    guard start <= end else { throw .badData("end timestamp must not be before start time") }
    return start...end
  }

  /// What `match[]` selects; empty when there is none.
  func selectors() throws(PrometheusFailure) -> [[LabelMatcher]] {
    let texts = parameters.texts("match[]")
    guard texts.count <= QueryAPILimits.selectorCount else {
      throw .invalid("match[]", "more than \(QueryAPILimits.selectorCount) selectors")
    }
    var selectors: [[LabelMatcher]] = []
    for text in texts {
      do throws(PromQLError) {
        let query = try PromQLQuery(text)
        guard case .selector(let selector) = query.expression.kind, selector.time.isPlain else {
          throw PromQLError(.badData, "not a selector of series: \(text)")
        }
        selectors.append(selector.matchers)
      } catch {
        throw .invalid("match[]", error.message)
      }
    }
    return selectors
  }

  func limits(_ limits: PromQLLimits) throws(PrometheusFailure) -> PromQLLimits {
    var limits = limits
    if let timeout = try duration("timeout") { limits.timeout = min(limits.timeout, .milliseconds(max(timeout, 0))) }
    if let lookback = try duration("lookback_delta") {
      guard lookback > 0 else { throw .invalid("lookback_delta", "it must be positive") }
      limits.lookbackMilliseconds = lookback
    }
    return limits
  }
}

extension TimeModifier {
  fileprivate var isPlain: Bool { offsetMilliseconds == nil && moment == nil }
}
