import TelemetryModel

extension JSONTraceDecoder {
  /// Reads a list of `KeyValue` into a draft, in place of what it held.
  static func attributes(
    _ bytes: Bytes, _ reader: inout JSONReader, into draft: inout AttributeDraft, _ strings: inout StringTable,
    _ composite: inout CompositeValue.Writer
  ) throws(OTLPDecodeError) {
    draft.removeAll()
    guard try reader.beginArray(bytes) else { return }
    while try reader.nextElement(bytes) {
      var key: StringCode = 0
      var value = (kind: AttributeKind.empty, payload: UInt64(0))
      if try reader.beginObject(bytes) {
        while let member = try reader.nextKey(bytes) {
          if reader.key(member, is: "key", bytes) {
            key = try reader.text(bytes, into: &strings)
          } else if reader.key(member, is: "value", bytes) {
            value = try anyValue(bytes, &reader, &strings, &composite)
          } else {
            try reader.skipValue(bytes)
          }
        }
      }
      try draft.append(key: key, kind: value.kind, payload: value.payload, at: reader.position)
    }
  }

  /// Reads an `AnyValue`; of several members the last wins, and `null` members count as absent.
  private static func anyValue(
    _ bytes: Bytes, _ reader: inout JSONReader, _ strings: inout StringTable,
    _ composite: inout CompositeValue.Writer
  ) throws(OTLPDecodeError) -> (kind: AttributeKind, payload: UInt64) {
    var value = (kind: AttributeKind.empty, payload: UInt64(0))
    guard try reader.beginObject(bytes) else { return value }
    while let member = try reader.nextKey(bytes) {
      guard let field = ValueField(member, reader, bytes) else {
        try reader.skipValue(bytes)
        continue
      }
      if try reader.consumeNull(bytes) { continue }
      switch field {
      case .string: value = (.string, UInt64(try reader.text(bytes, into: &strings)))
      case .int: value = (.int, UInt64(bitPattern: try reader.int64(bytes)))
      case .bool: value = (.bool, try reader.bool(bytes) ? 1 : 0)
      case .double: value = (.double, try reader.double(bytes).bitPattern)
      case .bytes: value = (.bytes, UInt64(strings.intern(try reader.base64(bytes)[...])))
      case .array, .keyValueList:
        composite.removeAll()
        try container(field, bytes, &reader, into: &composite, depth: 1)
        value = (.composite, UInt64(strings.intern(composite.bytes.span.bytes)))
      }
    }
    return value
  }

  /// The members of an `AnyValue`.
  private enum ValueField {
    case string, int, bool, double, bytes, array, keyValueList

    @inline(__always)
    init?(_ key: JSONReader.Text, _ reader: borrowing JSONReader, _ bytes: Bytes) {
      if reader.key(key, is: "stringValue", bytes) {
        self = .string
      } else if reader.key(key, is: "intValue", bytes) {
        self = .int
      } else if reader.key(key, is: "boolValue", bytes) {
        self = .bool
      } else if reader.key(key, is: "doubleValue", bytes) {
        self = .double
      } else if reader.key(key, is: "arrayValue", bytes) {
        self = .array
      } else if reader.key(key, is: "kvlistValue", bytes) {
        self = .keyValueList
      } else if reader.key(key, is: "bytesValue", bytes) {
        self = .bytes
      } else {
        return nil
      }
    }
  }
}

// MARK: Nested values

extension JSONTraceDecoder {
  /// Reads `{"values":[...]}`. Recursion is bounded by `OTLPLimits.valueNestingDepth`.
  private static func container(
    _ kind: ValueField, _ bytes: Bytes, _ reader: inout JSONReader, into composite: inout CompositeValue.Writer,
    depth: Int
  ) throws(OTLPDecodeError) {
    guard depth <= OTLPLimits.valueNestingDepth else { throw reader.error(.nestedTooDeep) }
    if kind == .array { composite.beginArray() } else { composite.beginKeyValueList() }
    let start = composite.bytes.count
    if try reader.beginObject(bytes) {
      while let member = try reader.nextKey(bytes) {
        guard reader.key(member, is: "values", bytes) else {
          try reader.skipValue(bytes)
          continue
        }
        composite.replace(start..<composite.bytes.count)
        guard try reader.beginArray(bytes) else { continue }
        while try reader.nextElement(bytes) {
          if kind == .array {
            try nestedValue(bytes, &reader, into: &composite, depth: depth)
          } else {
            try nestedKeyValue(bytes, &reader, into: &composite, depth: depth)
          }
        }
      }
    }
    composite.end()
  }

  /// Reads an `AnyValue` that lies in a container.
  private static func nestedValue(
    _ bytes: Bytes, _ reader: inout JSONReader, into composite: inout CompositeValue.Writer, depth: Int
  ) throws(OTLPDecodeError) {
    let start = composite.bytes.count
    if try reader.beginObject(bytes) {
      while let member = try reader.nextKey(bytes) {
        guard let field = ValueField(member, reader, bytes) else {
          try reader.skipValue(bytes)
          continue
        }
        if try reader.consumeNull(bytes) { continue }
        if composite.bytes.count > start { composite.replace(start..<composite.bytes.count) }
        try nestedField(field, bytes, &reader, into: &composite, depth: depth)
      }
    }
    if composite.bytes.count == start { composite.empty() }
  }

  private static func nestedField(
    _ field: ValueField, _ bytes: Bytes, _ reader: inout JSONReader, into composite: inout CompositeValue.Writer,
    depth: Int
  ) throws(OTLPDecodeError) {
    switch field {
    case .string: try reader.withText(bytes) { composite.string($0) }
    case .int: composite.int(try reader.int64(bytes))
    case .bool: composite.bool(try reader.bool(bytes))
    case .double: composite.double(try reader.double(bytes))
    case .bytes:
      let content = try reader.base64(bytes)
      composite.bytes(content.span.bytes)
    case .array, .keyValueList: try container(field, bytes, &reader, into: &composite, depth: depth + 1)
    }
  }

  /// Reads a `KeyValue` that lies in a list; the composite form wants the key first, whatever the order of members.
  private static func nestedKeyValue(
    _ bytes: Bytes, _ reader: inout JSONReader, into composite: inout CompositeValue.Writer, depth: Int
  ) throws(OTLPDecodeError) {
    var parts = KeyValueParts(start: composite.bytes.count)
    if try reader.beginObject(bytes) {
      while let member = try reader.nextKey(bytes) {
        let start = composite.bytes.count
        if reader.key(member, is: "key", bytes) {
          if try reader.consumeNull(bytes) { continue }
          try reader.withText(bytes) { composite.key($0) }
          parts.key = start..<composite.bytes.count
        } else if reader.key(member, is: "value", bytes) {
          try nestedValue(bytes, &reader, into: &composite, depth: depth)
          parts.value = start..<composite.bytes.count
        } else {
          try reader.skipValue(bytes)
        }
      }
    }
    parts.arrange(&composite)
  }
}
