import OTLPFormat

/// What came back for one request.
package enum ExportReply: Sendable {
  /// An answer of the collector.
  case answer(status: Int, retryAfter: Duration?, body: [UInt8])
  /// No answer: no connection, a time-out, an answer that is too long.
  case failure

  enum Meaning: Hashable, Sendable {
    case done(BatchOutcome)
    case again(after: Duration?)
  }

  /// What OTLP's specification makes of it: exactly 429, 502, 503 and 504 mean that the same bytes may be sent again.
  var meaning: Meaning {
    switch self {
    case .failure: .again(after: nil)
    case .answer(200..<300, _, let body): .done(.exported(rejectedCount: Self.rejectedCount(in: body)))
    case .answer(429, let wait, _), .answer(502, let wait, _), .answer(503, let wait, _), .answer(504, let wait, _):
      .again(after: wait)
    case .answer: .done(.rejected)
    }
  }

  /// An answer that cannot be read acknowledges everything: the status has said so already.
  private static func rejectedCount(in body: [UInt8]) -> Int {
    if body.isEmpty { return 0 }
    return (try? OTLPProtobuf.decodeResponse(body)).map { Int(clamping: $0.rejectedCount) } ?? 0
  }
}
