/// The attribute keys whose value is a correlation ID, the most important first.
///
/// A record's correlation ID is the text under the first of these keys that it has, else the first that its resource
/// has, else its trace ID. Works for the rows of every signal.
package struct CorrelationKeys: Sendable, Hashable {
  /// How many keys there may be: a look-up asks the filter of every segment for each of them.
  package static let countLimit = 32

  /// Distinct and in order of precedence.
  package let keys: [String]

  package init(_ keys: [String]) {
    precondition(keys.count <= Self.countLimit, "there are at most \(Self.countLimit) keys")
    var seen: Set<[UInt8]> = []
    self.keys = keys.filter { seen.insert(Array($0.utf8)).inserted }
  }

  /// Keys with commas in between and perhaps spaces around; `nil` when there is none, or more than `countLimit`.
  package init?(list: String) {
    let keys = list.split(separator: ",").map { key in
      String(key.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }.filter { !$0.isEmpty }
    guard (1...Self.countLimit).contains(keys.count) else { return nil }
    self.init(keys)
  }

  /// What services commonly write today, baggage that was copied onto spans and log records included.
  package static let standard = CorrelationKeys([
    "correlation.id", "correlation_id", "correlationId", "x-correlation-id",
    "http.request.header.x-correlation-id", "request_id", "x-request-id", "http.request.header.x-request-id",
    "messaging.message.conversation_id", "baggage.correlation.id", "baggage.correlation_id",
  ])
}

extension CorrelationKeys: CustomStringConvertible {
  package var description: String { keys.joined(separator: ",") }
}
