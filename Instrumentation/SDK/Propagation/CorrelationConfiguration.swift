/// How the correlation ID travels: one ID that ties all work for a request together.
public struct CorrelationConfiguration: Sendable, Hashable {
  /// The header that callers give it in, and that middleware answers with.
  public var headerName = "X-Correlation-ID"
  /// Its key in the baggage.
  public var baggageKey = "correlation.id"
  /// Its key among the attributes of spans and log records; Skein's collector indexes this one.
  public var attributeKey = "correlation.id"
  /// Outgoing requests carry it in `headerName`, too, for services that know no baggage.
  public var isHeaderSent = false
  /// Middleware makes an ID for requests that come without one.
  public var isCreatedAtEdge = true

  public init() {}

  /// An ID from outside is visible ASCII of at most 128 bytes, without what would break a header or a member of baggage.
  static func isValid(_ id: String) -> Bool {
    (1...Limits.correlationIDByteCount).contains(id.utf8.count)
      && id.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\\"): false
        default: (0x21...0x7E).contains(byte)
        }
      }
  }
}
