/// How OTLP messages follow each other in a file.
package enum MessageFormat: Sendable {
  /// JSON objects, as a rule one a line (OTLP/JSON file format).
  case json
  /// Protobuf messages, each after its length as a 32-bit little-endian number.
  case lengthPrefixedProtobuf

  /// Decides by the first bytes of the content; `nil` when they are neither.
  ///
  /// Four bytes of JSON, read as a length, are far above what a message may have, so the two cannot be mixed up.
  init?(firstBytes bytes: ArraySlice<UInt8>) {
    if bytes.count >= 4, Self.length(bytes) <= TransferLimits.messageByteCount {
      self = .lengthPrefixedProtobuf
      return
    }
    var text = bytes
    if text.starts(with: Self.byteOrderMark) { text.removeFirst(3) }
    guard let first = text.first(where: { !Self.isSpace($0) }) else {
      if text.isEmpty || bytes.count < 4 { return nil }
      self = .json
      return
    }
    guard first == UInt8(ascii: "{") else { return nil }
    self = .json
  }

  static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  /// The length that the first four bytes stand for.
  static func length(_ bytes: ArraySlice<UInt8>) -> Int {
    bytes.prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
  }

  static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
}
