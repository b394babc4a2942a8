/// A protobuf message taken apart without its schema, so that a mutation can keep all lengths right.
struct ProtobufTree {
  enum Content {
    /// A varint or fixed number, as it stands on the wire.
    case number([UInt8])
    /// Length-delimited bytes that are no message.
    case bytes([UInt8])
    /// Length-delimited bytes that parse as a message.
    case message([Field])
  }

  struct Field {
    var tag: UInt64
    var content: Content
  }

  /// The fields of a message, or `nil` when the bytes are none.
  static func fields(of bytes: ArraySlice<UInt8>, depth: Int = 0) -> [Field]? {
    var fields: [Field] = []
    var rest = bytes
    while !rest.isEmpty {
      guard let tag = varint(&rest), tag >> 3 > 0, tag < 1 << 14, let content = content(tag, &rest, depth) else {
        return nil
      }
      fields.append(Field(tag: tag, content: content))
    }
    return fields
  }

  private static func content(_ tag: UInt64, _ rest: inout ArraySlice<UInt8>, _ depth: Int) -> Content? {
    let start = rest
    switch tag & 7 {
    case 0:
      guard varint(&rest) != nil else { return nil }
      return .number(Array(start.prefix(start.count - rest.count)))
    case 1, 5:
      let width = tag & 7 == 1 ? 8 : 4
      guard rest.count >= width else { return nil }
      rest = rest.dropFirst(width)
      return .number(Array(start.prefix(width)))
    case 2:
      guard let length = varint(&rest), length <= rest.count else { return nil }
      let bytes = rest.prefix(Int(length))
      rest = rest.dropFirst(Int(length))
      if depth < 24, !bytes.isEmpty, let fields = fields(of: bytes, depth: depth + 1) { return .message(fields) }
      return .bytes(Array(bytes))
    default: return nil
    }
  }

  private static func varint(_ rest: inout ArraySlice<UInt8>) -> UInt64? {
    var value: UInt64 = 0
    for (index, byte) in rest.prefix(10).enumerated() {
      value |= UInt64(byte & 0x7F) << UInt64(7 * index)
      if byte < 0x80 {
        rest = rest.dropFirst(index + 1)
        return value
      }
    }
    return nil
  }

  static func append(_ fields: [Field], to bytes: inout [UInt8]) {
    for field in fields {
      append(varint: field.tag, to: &bytes)
      switch field.content {
      case .number(let number): bytes.append(contentsOf: number)
      case .bytes(let content):
        append(varint: UInt64(content.count), to: &bytes)
        bytes.append(contentsOf: content)
      case .message(let fields):
        var content: [UInt8] = []
        append(fields, to: &content)
        append(varint: UInt64(content.count), to: &bytes)
        bytes.append(contentsOf: content)
      }
    }
  }

  static func append(varint value: UInt64, to bytes: inout [UInt8]) {
    var value = value
    while value >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: value) | 0x80)
      value >>= 7
    }
    bytes.append(UInt8(value))
  }
}
