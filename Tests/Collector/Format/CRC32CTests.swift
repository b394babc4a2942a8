import SegmentFormat
import Testing

/// The examples of RFC 3720, appendix B.4.
@Suite struct CRC32CTests {
  private static let examples: [(bytes: [UInt8], checksum: UInt32)] = [
    ([UInt8](repeating: 0, count: 32), 0x8A91_36AA),
    ([UInt8](repeating: 0xFF, count: 32), 0x62A8_AB43),
    (Array(0..<32), 0x46DD_794E),
    (Array((0..<32).reversed()), 0x113F_DB5C),
    (Array("123456789".utf8), 0xE306_9283),
  ]

  @Test func matchesThePublishedValues() {
    for example in Self.examples {
      var checksum = CRC32C()
      checksum.update(example.bytes.span.bytes)
      #expect(checksum.value == example.checksum)
    }
  }

  @Test func mayBeFedInPieces() {
    let bytes = (0..<1_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    var whole = CRC32C()
    whole.update(bytes.span.bytes)
    var pieces = CRC32C()
    for piece in stride(from: 0, to: bytes.count, by: 7) {
      pieces.update(bytes[piece..<min(piece + 7, bytes.count)].span.bytes)
    }
    #expect(pieces.value == whole.value)
  }
}
