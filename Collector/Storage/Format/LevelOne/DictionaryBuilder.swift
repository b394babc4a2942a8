import TelemetryModel

/// Numbers the texts that a segment holds, in the order in which they are asked for. The empty text is 0.
struct DictionaryBuilder {
  private static let unknown = UInt32.max

  private var codes: [UInt32]
  private(set) var texts: [StringCode] = [0]

  init(textCount: Int) {
    codes = Array(repeating: Self.unknown, count: textCount)
    codes[0] = 0
  }

  @inline(__always)
  mutating func code(of text: StringCode) -> UInt32 {
    let known = codes[Int(text)]
    if known != Self.unknown { return known }
    let code = UInt32(texts.count)
    codes[Int(text)] = code
    texts.append(text)
    return code
  }

  /// The "dictionary lengths" stream (a varint per text but the empty one) and the "dictionary text" stream.
  func encode(_ strings: borrowing StringTable) -> (lengths: [UInt8], text: [UInt8]) {
    var lengths = ByteWriter()
    var text: [UInt8] = []
    for code in texts.dropFirst() {
      lengths.varint(strings.byteCount(of: code))
      text.append(contentsOf: strings[code])
    }
    return (lengths.bytes, text)
  }

  static func decode(lengths: [UInt8], text: [UInt8]) throws(ByteReaderError) -> StringTable {
    let ends = try ByteReader.read(lengths.span.bytes) { (reader) throws(ByteReaderError) -> [UInt32] in
      var ends: [UInt32] = [0]
      ends.reserveCapacity(lengths.count + 1)
      var end: UInt64 = 0
      while reader.remaining > 0 {
        end += UInt64(try reader.varint32())
        guard end <= UInt64(text.count) else { throw reader.truncated() }
        ends.append(UInt32(end))
      }
      guard end == UInt64(text.count) else {
        throw ByteReaderError(byteOffset: reader.offset, reason: "dictionary text is left over")
      }
      return ends
    }
    return StringTable(arena: text, ends: ends)
  }
}
