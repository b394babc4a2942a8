import Tracing

/// `KeyValue` and `AnyValue` of OTLP.
extension WireBuffer {
  /// Writes an attribute whose text is cut to `limit` bytes.
  @inline(__always)
  mutating func attribute(_ tag: UInt8, _ key: String, text: String, limit: Int) {
    let keyByteCount = key.utf8.count
    let valueByteCount = text.utf8ByteCount(limit: limit)
    let valueLength = 1 &+ Self.varintByteCount(UInt64(valueByteCount)) &+ valueByteCount
    beginAttribute(tag, key, keyByteCount, valueLength)
    // Room for the value has been reserved with all the rest.
    put(0x0A)
    put(varint: UInt64(valueByteCount))
    put(utf8Of: text, byteCount: valueByteCount)
  }

  mutating func attribute(_ tag: UInt8, _ key: String, integer: Int64) {
    let value = UInt64(bitPattern: integer)
    beginAttribute(tag, key, key.utf8.count, 1 &+ Self.varintByteCount(value))
    field(0x18, varint: value)
  }

  mutating func attribute(_ tag: UInt8, _ key: String, double: Double) {
    beginAttribute(tag, key, key.utf8.count, 9)
    field(0x21, double: double)
  }

  mutating func attribute(_ tag: UInt8, _ key: String, flag: Bool) {
    beginAttribute(tag, key, key.utf8.count, 2)
    field(0x10, varint: flag ? 1 : 0)
  }

  mutating func attribute<Element>(
    _ tag: UInt8, _ key: String, array: [Element], _ writeElement: (inout WireBuffer, Element) -> Void
  ) {
    let pair = beginMessage(tag)
    field(0x0A, text: key)
    let value = beginMessage(0x12)
    let list = beginMessage(0x2A)
    for element in array {
      let item = beginMessage(0x0A)
      writeElement(&self, element)
      endMessage(item)
    }
    endMessage(list)
    endMessage(value)
    endMessage(pair)
  }

  /// Writes any value that a span can have.
  mutating func attribute(_ tag: UInt8, _ key: String, _ value: SpanAttribute, limit: Int) {
    switch value {
    case .string(let text): attribute(tag, key, text: text, limit: limit)
    case .int64(let number): attribute(tag, key, integer: number)
    case .int32(let number): attribute(tag, key, integer: Int64(number))
    case .double(let number): attribute(tag, key, double: number)
    case .bool(let flag): attribute(tag, key, flag: flag)
    case .stringConvertible(let value): attribute(tag, key, convertible: value, limit: limit)
    case .stringArray(let array): attribute(tag, key, array: array) { $0.element($1, limit) }
    case .stringConvertibleArray(let array):
      // What the API makes of an array of `Int`.
      attribute(tag, key, array: array) { $0.element($1, limit) }
    case .int64Array(let array):
      attribute(tag, key, array: array) { $0.field(0x18, varint: UInt64(bitPattern: $1)) }
    case .int32Array(let array):
      attribute(tag, key, array: array) { $0.field(0x18, varint: UInt64(bitPattern: Int64($1))) }
    case .doubleArray(let array): attribute(tag, key, array: array) { $0.field(0x21, double: $1) }
    case .boolArray(let array): attribute(tag, key, array: array) { $0.field(0x10, varint: $1 ? 1 : 0) }
    default: break
    }
  }

  /// Numbers and flags keep their types; anything else is its description.
  mutating func attribute(
    _ tag: UInt8, _ key: String, convertible value: any CustomStringConvertible & Sendable, limit: Int
  ) {
    switch value {
    case let number as Int: attribute(tag, key, integer: Int64(number))
    case let number as Double: attribute(tag, key, double: number)
    case let flag as Bool: attribute(tag, key, flag: flag)
    default: attribute(tag, key, text: value.description, limit: limit)
    }
  }

  private mutating func element(_ value: any CustomStringConvertible & Sendable, _ limit: Int) {
    switch value {
    case let number as Int: field(0x18, varint: UInt64(bitPattern: Int64(number)))
    case let number as Double: field(0x21, double: number)
    case let flag as Bool: field(0x10, varint: flag ? 1 : 0)
    default: element(value.description, limit)
    }
  }

  /// The text of an `AnyValue` whose message has been begun.
  mutating func element(_ text: String, _ limit: Int) {
    let byteCount = text.utf8ByteCount(limit: limit)
    byte(0x0A)
    varint(UInt64(byteCount))
    utf8(of: text, byteCount: byteCount)
  }

  /// Writes everything up to the value, and reserves the bytes of the value, too.
  @inline(__always)
  private mutating func beginAttribute(_ tag: UInt8, _ key: String, _ keyByteCount: Int, _ valueLength: Int) {
    let pairLength =
      2 &+ Self.varintByteCount(UInt64(keyByteCount)) &+ keyByteCount
      &+ Self.varintByteCount(UInt64(valueLength)) &+ valueLength
    reserve(pairLength &+ Self.largestFieldHead)
    put(tag)
    put(varint: UInt64(pairLength))
    put(0x0A)
    put(varint: UInt64(keyByteCount))
    put(utf8Of: key, byteCount: keyByteCount)
    put(0x12)
    put(varint: UInt64(valueLength))
  }
}

extension String {
  /// The bytes of UTF-8 to write when `limit` are allowed: no character is cut in two.
  @inline(__always)
  func utf8ByteCount(limit: Int) -> Int {
    let byteCount = utf8.count
    return byteCount <= limit ? byteCount : boundary(atMost: limit)
  }

  @inline(never)
  private func boundary(atMost limit: Int) -> Int {
    var end = utf8.index(utf8.startIndex, offsetBy: limit)
    // A byte 10xxxxxx continues a character.
    while end > utf8.startIndex, utf8[end] & 0xC0 == 0x80 { end = utf8.index(before: end) }
    return utf8.distance(from: utf8.startIndex, to: end)
  }
}
