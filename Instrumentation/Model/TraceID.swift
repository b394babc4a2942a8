/// Identifies one trace: 16 bytes, written as 32 lower-case hexadecimal digits.
///
/// The bytes are held as two big-endian halves, so that ordering by value equals ordering by bytes.
/// Sixteen zero bytes are not a valid trace ID (W3C Trace Context, section 3.2.2.3).
@frozen
package struct TraceID: Hashable, Sendable, BitwiseCopyable {
  package let high: UInt64
  package let low: UInt64

  @inlinable
  package init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// The all-zero ID, which names no trace.
  package static let invalid = TraceID(high: 0, low: 0)

  package static let byteCount = 16

  /// The sixteen bytes as they go over the wire.
  package var bytes: [UInt8] {
    [high, low].flatMap { half in (0..<8).map { UInt8(truncatingIfNeeded: half >> UInt64(56 - 8 * $0)) } }
  }

  @inlinable
  package var isValid: Bool { high | low != 0 }

  /// Reads 1 to 32 hexadecimal digits of either case; fewer than 32 are padded with zeros on the left.
  ///
  /// Returns `nil` for an empty text, more than 32 digits, or any other character.
  package init?(hex: some StringProtocol) {
    guard let halves = Hex.halves(of: hex.utf8, maximumDigitCount: 32) else { return nil }
    self.init(high: halves.high, low: halves.low)
  }
}

extension TraceID: Comparable {
  @inlinable
  package static func < (left: TraceID, right: TraceID) -> Bool {
    (left.high, left.low) < (right.high, right.low)
  }
}

extension TraceID: CustomStringConvertible {
  /// Always 32 lower-case hexadecimal digits.
  package var description: String { Hex.text(high) + Hex.text(low) }
}
