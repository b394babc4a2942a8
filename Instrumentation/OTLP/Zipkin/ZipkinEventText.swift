import TelemetryModel

/// Reads the text of an annotation in which an exporter of OpenTelemetry put an event: `{"name":{"key":"value"}}`.
enum ZipkinEventText {
  /// The event's name, its attributes in `attributes`; `nil` for any other text, which is an event's name as it stands.
  static func read(
    _ text: Bytes, _ strings: inout StringTable, into attributes: inout AttributeDraft
  ) -> StringCode? {
    guard text.count > 2, text[0] == 0x7B, text[text.count - 1] == 0x7D else { return nil }
    do throws(OTLPDecodeError) {
      var reader = JSONReader()
      guard try reader.beginObject(text), let key = try reader.nextKey(text) else { return nil }
      let name = reader.intern(key, text, into: &strings)
      guard try reader.peek(text) == 0x7B, try reader.beginObject(text) else { return nil }
      while let key = try reader.nextKey(text) {
        let key = reader.intern(key, text, into: &strings)
        let value = try scalar(text, &reader, &strings)
        try attributes.append(key: key, kind: value.kind, payload: value.payload, at: reader.position)
      }
      if try reader.nextKey(text) == nil {
        try reader.finish(text)
        return name
      }
    } catch {
      // It is a text like any other.
    }
    attributes.removeAll()
    return nil
  }

  /// A text, a truth value or a number; anything else is an error.
  private static func scalar(
    _ text: Bytes, _ reader: inout JSONReader, _ strings: inout StringTable
  ) throws(OTLPDecodeError) -> (kind: AttributeKind, payload: UInt64) {
    switch try reader.peek(text) {
    case 0x22: return (.string, UInt64(try reader.text(text, into: &strings)))
    case 0x74, 0x66: return (.bool, try reader.bool(text) ? 1 : 0)
    default:
      let start = reader.position
      let number = try reader.number(text)
      let isWhole = (start..<reader.position).allSatisfy { text[$0] == 0x2D || (0x30...0x39).contains(text[$0]) }
      if isWhole, let magnitude = number.magnitude, let value = Int64(exactly: magnitude) {
        return (.int, UInt64(bitPattern: number.isNegative ? -value : value))
      }
      guard let value = number.double(text) else { throw reader.error(.numberOutOfRange) }
      return (.double, value.bitPattern)
    }
  }
}
