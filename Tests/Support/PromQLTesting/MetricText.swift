package import PromQL

/// The texts by which tests name series.
package enum MetricText {
  /// `name{label="value"}` as labels.
  package static func labels(_ text: String) throws(PromQLError) -> Labels {
    let trimmed = text.trimmingSpaces
    if trimmed == "{}" || trimmed.isEmpty { return .none }
    guard case .selector(let selector) = try PromQLQuery(trimmed).expression.kind else {
      throw PromQLError(.badData, "no series: \(text)")
    }
    return Labels(selector.matchers.map { Label($0.name, $0.value) })
  }

  /// A number as OpenMetrics and the API write it.
  package static func number(_ text: some StringProtocol) -> Double? {
    switch text {
    case "NaN": .nan
    case "+Inf", "Inf": .infinity
    case "-Inf": -.infinity
    case "stale": .staleMarker
    default: Double(String(text))
    }
  }
}

extension StringProtocol {
  /// Without spaces around it.
  package var trimmingSpaces: String {
    var rest = Substring(self)
    while rest.first == " " { rest.removeFirst() }
    while rest.last == " " { rest.removeLast() }
    return String(rest)
  }
}
