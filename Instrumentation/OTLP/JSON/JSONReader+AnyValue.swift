import TelemetryModel

extension JSONReader {
  /// Reads a list of `KeyValue` into a draft, in place of what it held.
  mutating func attributes(
    _ bytes: Bytes, into draft: inout AttributeDraft, _ strings: inout StringTable,
    _ composite: inout CompositeValue.Writer
  ) throws(OTLPDecodeError) {
    draft.removeAll()
    guard try beginArray(bytes) else { return }
    while try nextElement(bytes) {
      var key: StringCode = 0
      var value = (kind: AttributeKind.empty, payload: UInt64(0))
      if try beginObject(bytes) {
        while let member = try nextKey(bytes) {
          if self.key(member, is: "key", bytes) {
            key = try text(bytes, into: &strings)
          } else if self.key(member, is: "value", bytes) {
            value = try anyValue(bytes, &strings, &composite)
          } else {
            try skipValue(bytes)
          }
        }
      }
      try draft.append(key: key, kind: value.kind, payload: value.payload, at: position)
    }
  }

  /// Reads an `AnyValue`; of several members the last wins, and `null` members count as absent.
  mutating func anyValue(
    _ bytes: Bytes, _ strings: inout StringTable,
    _ composite: inout CompositeValue.Writer
  ) throws(OTLPDecodeError) -> (kind: AttributeKind, payload: UInt64) {
    var value = (kind: AttributeKind.empty, payload: UInt64(0))
    guard try beginObject(bytes) else { return value }
    while let member = try nextKey(bytes) {
      guard let field = ValueField(member, self, bytes) else {
        try skipValue(bytes)
        continue
      }
      if try consumeNull(bytes) { continue }
      switch field {
      case .string: value = (.string, UInt64(try text(bytes, into: &strings)))
      case .int: value = (.int, UInt64(bitPattern: try int64(bytes)))
      case .bool: value = (.bool, try bool(bytes) ? 1 : 0)
      case .double: value = (.double, try double(bytes).bitPattern)
      case .bytes: value = (.bytes, UInt64(strings.intern(try base64(bytes)[...])))
      case .array, .keyValueList:
        composite.removeAll()
        try container(field, bytes, into: &composite, depth: 1)
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

extension JSONReader {
  /// Reads `{"values":[...]}`. Recursion is bounded by `OTLPLimits.valueNestingDepth`.
  private mutating func container(
    _ kind: ValueField, _ bytes: Bytes, into composite: inout CompositeValue.Writer,
    depth: Int
  ) throws(OTLPDecodeError) {
    guard depth <= OTLPLimits.valueNestingDepth else { throw error(.nestedTooDeep) }
    if kind == .array { composite.beginArray() } else { composite.beginKeyValueList() }
    let start = composite.bytes.count
    if try beginObject(bytes) {
      while let member = try nextKey(bytes) {
        guard self.key(member, is: "values", bytes) else {
          try skipValue(bytes)
          continue
        }
        composite.replace(start..<composite.bytes.count)
        guard try beginArray(bytes) else { continue }
        while try nextElement(bytes) {
          if kind == .array {
            try nestedValue(bytes, into: &composite, depth: depth)
          } else {
            try nestedKeyValue(bytes, into: &composite, depth: depth)
          }
        }
      }
    }
    composite.end()
  }

  /// Reads an `AnyValue` that lies in a container.
  private mutating func nestedValue(
    _ bytes: Bytes, into composite: inout CompositeValue.Writer, depth: Int
  ) throws(OTLPDecodeError) {
    let start = composite.bytes.count
    if try beginObject(bytes) {
      while let member = try nextKey(bytes) {
        guard let field = ValueField(member, self, bytes) else {
          try skipValue(bytes)
          continue
        }
        if try consumeNull(bytes) { continue }
        if composite.bytes.count > start { composite.replace(start..<composite.bytes.count) }
        try nestedField(field, bytes, into: &composite, depth: depth)
      }
    }
    if composite.bytes.count == start { composite.empty() }
  }

  private mutating func nestedField(
    _ field: ValueField, _ bytes: Bytes, into composite: inout CompositeValue.Writer,
    depth: Int
  ) throws(OTLPDecodeError) {
    switch field {
    case .string: try withText(bytes) { composite.string($0) }
    case .int: composite.int(try int64(bytes))
    case .bool: composite.bool(try bool(bytes))
    case .double: composite.double(try double(bytes))
    case .bytes:
      let content = try base64(bytes)
      composite.bytes(content.span.bytes)
    case .array, .keyValueList: try container(field, bytes, into: &composite, depth: depth + 1)
    }
  }

  /// Reads a `KeyValue` that lies in a list; the composite form wants the key first, whatever the order of members.
  private mutating func nestedKeyValue(
    _ bytes: Bytes, into composite: inout CompositeValue.Writer, depth: Int
  ) throws(OTLPDecodeError) {
    var parts = KeyValueParts(start: composite.bytes.count)
    if try beginObject(bytes) {
      while let member = try nextKey(bytes) {
        let start = composite.bytes.count
        if self.key(member, is: "key", bytes) {
          if try consumeNull(bytes) { continue }
          try withText(bytes) { composite.key($0) }
          parts.key = start..<composite.bytes.count
        } else if self.key(member, is: "value", bytes) {
          try nestedValue(bytes, into: &composite, depth: depth)
          parts.value = start..<composite.bytes.count
        } else {
          try skipValue(bytes)
        }
      }
    }
    parts.arrange(&composite)
  }
}
