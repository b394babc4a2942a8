/// Identifies one span within its trace: 8 bytes, written as 16 lower-case hexadecimal digits.
///
/// Eight zero bytes are not a valid span ID; as a parent they mean "no parent".
/// Two spans of one trace may legally share an ID (Zipkin's client and server halves of one call).
@frozen
package struct SpanID: Hashable, Sendable, BitwiseCopyable {
  /// The eight bytes as a big-endian number.
  package let rawValue: UInt64

  @inlinable
  package init(rawValue: UInt64) { self.rawValue = rawValue }

  /// The all-zero ID: no span.
  package static let none = SpanID(rawValue: 0)

  package static let byteCount = 8

  @inlinable
  package var isValid: Bool { rawValue != 0 }

  /// Reads 1 to 16 hexadecimal digits of either case; fewer than 16 are padded with zeros on the left.
  package init?(hex: some StringProtocol) {
    guard let halves = Hex.halves(of: hex.utf8, maximumDigitCount: 16) else { return nil }
    self.init(rawValue: halves.low)
  }
}

extension SpanID: Comparable {
  @inlinable
  package static func < (left: SpanID, right: SpanID) -> Bool { left.rawValue < right.rawValue }
}

extension SpanID: CustomStringConvertible {
  /// Always 16 lower-case hexadecimal digits.
  package var description: String { Hex.text(rawValue) }
}
