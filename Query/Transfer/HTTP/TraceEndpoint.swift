package import OTLPFormat

/// The URLs to which OTLP/HTTP clients send spans, log records and metrics.
package struct TraceEndpoint: Hashable, Sendable, CustomStringConvertible {
  package let description: String

  private static let path = "/v1/traces"

  /// Where a signal goes.
  package func url(of signal: OTLPSignal) -> String {
    switch signal {
    case .traces: description
    case .logs: base + "/v1/logs"
    case .metrics: base + "/v1/metrics"
    }
  }

  /// The address without the path of a signal.
  package var base: String { String(description.dropLast(Self.path.count)) }

  /// Takes the address of a collector (`http://localhost:4318`) or the full URL of its traces (`.../v1/traces`).
  ///
  /// `nil` when it is no HTTP URL, or has a query or fragment.
  package init?(_ text: String) {
    guard let rest = ["http://", "https://"].lazy.filter(text.hasPrefix).map({ text.dropFirst($0.count) }).first,
      let first = rest.first, first != "/", first != ":",
      rest.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), !rest.contains("?"), !rest.contains("#")
    else { return nil }
    var url = text[...]
    while url.last == "/" { url.removeLast() }
    description = url.hasSuffix(Self.path) ? String(url) : url + Self.path
  }
}
