import TelemetryModel

extension ProtobufField {
  /// Reads one `KeyValue` into a draft. A `KeyValue` without a value holds the empty value.
  @inline(__always)
  static func attribute(
    _ bytes: Bytes, _ position: inout Int, _ end: Int, into draft: inout AttributeDraft,
    _ strings: inout StringTable, _ composite: inout CompositeValue.Writer
  ) throws(OTLPDecodeError) {
    let end = try ProtobufWire.contentEnd(bytes, &position, end)
    var key: StringCode = 0
    var value = (kind: AttributeKind.empty, payload: UInt64(0))
    while position < end {
      let tag = try ProtobufWire.varint(bytes, &position, end)
      switch tag {
      case 0x0A:  // key
        let end = try ProtobufWire.contentEnd(bytes, &position, end)
        key = strings.intern(bytes.extracting(position..<end).bytes)
        position = end
      case 0x12:  // value
        let end = try ProtobufWire.contentEnd(bytes, &position, end)
        try anyValue(bytes, &position, end, into: &value, &strings, &composite)
      default: try ProtobufWire.skip(tag, bytes, &position, end)
      }
    }
    try draft.append(key: key, kind: value.kind, payload: value.payload, at: position)
  }

  /// Reads an `AnyValue`; of several fields the last wins, and without any field `value` stays what it was.
  @inline(__always)
  static func anyValue(
    _ bytes: Bytes, _ position: inout Int, _ end: Int, into value: inout (kind: AttributeKind, payload: UInt64),
    _ strings: inout StringTable, _ composite: inout CompositeValue.Writer
  ) throws(OTLPDecodeError) {
    while position < end {
      let tag = try ProtobufWire.varint(bytes, &position, end)
      switch tag {
      case 0x0A, 0x3A:  // string_value, bytes_value
        let end = try ProtobufWire.contentEnd(bytes, &position, end)
        let code = strings.intern(bytes.extracting(position..<end).bytes)
        value = (tag == 0x0A ? .string : .bytes, UInt64(code))
        position = end
      case 0x10: value = (.bool, try ProtobufWire.varint(bytes, &position, end) == 0 ? 0 : 1)
      case 0x18: value = (.int, try ProtobufWire.varint(bytes, &position, end))
      case 0x21: value = (.double, try ProtobufWire.fixed64(bytes, &position, end))
      case 0x2A, 0x32:  // array_value, kvlist_value
        let end = try ProtobufWire.contentEnd(bytes, &position, end)
        composite.removeAll()
        try container(tag, bytes, &position, end, into: &composite, depth: 1)
        value = (.composite, UInt64(strings.intern(composite.bytes.span.bytes)))
      default: try ProtobufWire.skip(tag, bytes, &position, end)
      }
    }
  }
}

// MARK: Nested values

extension ProtobufField {
  /// Reads an `ArrayValue` or a `KeyValueList`. Recursion is bounded by `OTLPLimits.valueNestingDepth`.
  ///
  /// A container that is sent twice for one value replaces itself, where protobuf would join its elements: no sender
  /// does that.
  private static func container(
    _ kind: UInt64, _ bytes: Bytes, _ position: inout Int, _ end: Int,
    into composite: inout CompositeValue.Writer, depth: Int
  ) throws(OTLPDecodeError) {
    guard depth <= OTLPLimits.valueNestingDepth else { throw OTLPDecodeError(.nestedTooDeep, at: position) }
    let isArray = kind == 0x2A
    if isArray { composite.beginArray() } else { composite.beginKeyValueList() }
    while position < end {
      let tag = try ProtobufWire.varint(bytes, &position, end)
      switch tag {
      case 0x0A:  // values
        let end = try ProtobufWire.contentEnd(bytes, &position, end)
        if isArray {
          let start = composite.bytes.count
          try nestedValue(bytes, &position, end, into: &composite, depth: depth)
          if composite.bytes.count == start { composite.empty() }
        } else {
          try nestedKeyValue(bytes, &position, end, into: &composite, depth: depth)
        }
      default: try ProtobufWire.skip(tag, bytes, &position, end)
      }
    }
    composite.end()
  }

  /// Reads an `AnyValue` that lies in a container; writes nothing when no field is set.
  private static func nestedValue(
    _ bytes: Bytes, _ position: inout Int, _ end: Int, into composite: inout CompositeValue.Writer, depth: Int
  ) throws(OTLPDecodeError) {
    let start = composite.bytes.count
    while position < end {
      let tag = try ProtobufWire.varint(bytes, &position, end)
      switch tag {
      case 0x0A, 0x10, 0x18, 0x21, 0x2A, 0x32, 0x3A:
        if composite.bytes.count > start { composite.replace(start..<composite.bytes.count) }
        try nestedField(tag, bytes, &position, end, into: &composite, depth: depth)
      default: try ProtobufWire.skip(tag, bytes, &position, end)
      }
    }
  }

  private static func nestedField(
    _ tag: UInt64, _ bytes: Bytes, _ position: inout Int, _ end: Int,
    into composite: inout CompositeValue.Writer, depth: Int
  ) throws(OTLPDecodeError) {
    switch tag {
    case 0x10: composite.bool(try ProtobufWire.varint(bytes, &position, end) != 0)
    case 0x18: composite.int(Int64(bitPattern: try ProtobufWire.varint(bytes, &position, end)))
    case 0x21: composite.double(Double(bitPattern: try ProtobufWire.fixed64(bytes, &position, end)))
    case 0x2A, 0x32:
      let end = try ProtobufWire.contentEnd(bytes, &position, end)
      try container(tag, bytes, &position, end, into: &composite, depth: depth + 1)
    default:
      let end = try ProtobufWire.contentEnd(bytes, &position, end)
      let content = bytes.extracting(position..<end).bytes
      if tag == 0x0A { composite.string(content) } else { composite.bytes(content) }
      position = end
    }
  }

  /// Reads a `KeyValue` that lies in a list; the composite form wants the key first, whatever the order of fields.
  private static func nestedKeyValue(
    _ bytes: Bytes, _ position: inout Int, _ end: Int, into composite: inout CompositeValue.Writer, depth: Int
  ) throws(OTLPDecodeError) {
    var parts = KeyValueParts(start: composite.bytes.count)
    while position < end {
      let tag = try ProtobufWire.varint(bytes, &position, end)
      let start = composite.bytes.count
      switch tag {
      case 0x0A:
        let end = try ProtobufWire.contentEnd(bytes, &position, end)
        composite.key(bytes.extracting(position..<end).bytes)
        position = end
        parts.key = start..<composite.bytes.count
      case 0x12:
        let end = try ProtobufWire.contentEnd(bytes, &position, end)
        try nestedValue(bytes, &position, end, into: &composite, depth: depth)
        if composite.bytes.count > start { parts.value = start..<composite.bytes.count }
      default: try ProtobufWire.skip(tag, bytes, &position, end)
      }
    }
    parts.arrange(&composite)
  }
}
