import TelemetryModel

/// Appends protobuf fields to a byte array, with minimal varints.
///
/// A nested message starts with one byte for its length; when it turns out to be longer than 127 bytes, its content
/// moves up. That costs a memory move per level, and saves measuring everything beforehand.
struct ProtobufWriter: ~Copyable {
  private(set) var bytes: [UInt8] = []

  init(reserving byteCount: Int = 0) { bytes.reserveCapacity(byteCount) }

  consuming func finish() -> [UInt8] { bytes }

  /// The offset of the content of a message that is being written.
  struct MessageStart { fileprivate let offset: Int }

  /// Begins a nested message, with the whole tag of its field.
  @inline(__always)
  mutating func begin(_ tag: UInt8) -> MessageStart {
    bytes.append(tag)
    bytes.append(0)
    return MessageStart(offset: bytes.count)
  }

  @inline(__always)
  mutating func end(_ start: MessageStart) {
    let length = bytes.count - start.offset
    if length < 0x80 {
      bytes[start.offset - 1] = UInt8(truncatingIfNeeded: length)
    } else {
      insertLength(length, at: start.offset)
    }
  }

  /// Ends a message whose presence says nothing: when no field was written, it is taken back.
  mutating func endUnlessEmpty(_ start: MessageStart) {
    if bytes.count == start.offset { bytes.removeLast(2) } else { end(start) }
  }

  private mutating func insertLength(_ length: Int, at offset: Int) {
    var further: [UInt8] = []
    var rest = length >> 7
    bytes[offset - 1] = UInt8(truncatingIfNeeded: length) | 0x80
    while rest >= 0x80 {
      further.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    further.append(UInt8(truncatingIfNeeded: rest))
    bytes.insert(contentsOf: further, at: offset)
  }

  mutating func varint(_ value: UInt64) {
    var value = value
    while value >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: value) | 0x80)
      value >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: value))
  }

  mutating func fixed32(_ value: UInt32) { withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) } }

  mutating func fixed64(_ value: UInt64) { withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) } }

  @inline(__always)
  mutating func tag(_ tag: UInt8) { bytes.append(tag) }
}

// MARK: Whole fields

extension ProtobufWriter {
  /// A `uint32` or enum field, left out when 0.
  mutating func field(_ tag: UInt8, _ value: UInt64) {
    if value == 0 { return }
    bytes.append(tag)
    varint(value)
  }

  /// A `fixed64` field, left out when 0.
  mutating func field(_ tag: UInt8, fixed64 value: UInt64) {
    if value == 0 { return }
    bytes.append(tag)
    fixed64(value)
  }

  /// A text field, left out when empty.
  mutating func field(_ tag: UInt8, _ text: ArraySlice<UInt8>) {
    if !text.isEmpty { presentField(tag, text) }
  }

  mutating func field(_ tag: UInt8, _ text: String) { field(tag, Array(text.utf8)[...]) }

  /// A text or bytes field whose presence says something: written even when empty.
  mutating func presentField(_ tag: UInt8, _ content: ArraySlice<UInt8>) {
    bytes.append(tag)
    varint(UInt64(content.count))
    bytes.append(contentsOf: content)
  }

  /// A trace ID, left out when all zero.
  mutating func field(_ tag: UInt8, _ id: TraceID) {
    guard id.isValid else { return }
    bytes.append(tag)
    bytes.append(UInt8(TraceID.byteCount))
    fixed64(id.high.byteSwapped)
    fixed64(id.low.byteSwapped)
  }

  /// A span ID, left out when all zero.
  mutating func field(_ tag: UInt8, _ id: SpanID) {
    guard id.isValid else { return }
    bytes.append(tag)
    bytes.append(UInt8(SpanID.byteCount))
    fixed64(id.rawValue.byteSwapped)
  }
}
