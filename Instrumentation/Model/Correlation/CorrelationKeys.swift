/// The attribute keys whose value is a correlation ID, the most important first.
///
/// A record's correlation ID is the text under the first of these keys that it has, else the first that its resource
/// has, else its trace ID. Works for the rows of every signal.
package struct CorrelationKeys: Sendable, Hashable {
  /// Distinct and in order of precedence.
  package let keys: [String]

  package init(_ keys: [String]) {
    var seen: Set<String> = []
    self.keys = keys.filter { seen.insert($0).inserted }
  }

  /// What services commonly write today.
  package static let standard = CorrelationKeys([
    "correlation.id", "correlation_id", "correlationId", "x-correlation-id",
    "http.request.header.x-correlation-id", "request_id", "x-request-id", "http.request.header.x-request-id",
    "messaging.message.conversation_id",
  ])
}
