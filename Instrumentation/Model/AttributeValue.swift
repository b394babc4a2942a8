/// The value of an attribute: every kind that OTLP's `AnyValue` has, order and types preserved.
package indirect enum AttributeValue: Sendable {
  case empty
  case string(String)
  case bool(Bool)
  case int(Int64)
  case double(Double)
  case bytes([UInt8])
  case array([AttributeValue])
  case keyValueList([Attribute])
}

/// One key with its value. Keys should be unique within their list, but OTLP does not force it: all are kept, in order.
package struct Attribute: Hashable, Sendable {
  package var key: String
  package var value: AttributeValue

  package init(_ key: String, _ value: AttributeValue) {
    self.key = key
    self.value = value
  }
}

extension AttributeValue: Hashable {
  /// Doubles are equal when their bits are, so that NaN equals itself and 0 differs from -0.
  package static func == (left: AttributeValue, right: AttributeValue) -> Bool {
    switch (left, right) {
    case (.empty, .empty): true
    case (.string(let a), .string(let b)): a.utf8.elementsEqual(b.utf8)
    case (.bool(let a), .bool(let b)): a == b
    case (.int(let a), .int(let b)): a == b
    case (.double(let a), .double(let b)): a.bitPattern == b.bitPattern
    case (.bytes(let a), .bytes(let b)): a == b
    case (.array(let a), .array(let b)): a == b
    case (.keyValueList(let a), .keyValueList(let b)): a == b
    default: false
    }
  }

  package func hash(into hasher: inout Hasher) {
    switch self {
    case .empty: hasher.combine(0)
    case .string(let text): for byte in text.utf8 { hasher.combine(byte) }
    case .bool(let flag): hasher.combine(flag)
    case .int(let number): hasher.combine(number)
    case .double(let number): hasher.combine(number.bitPattern)
    case .bytes(let bytes): hasher.combine(bytes)
    case .array(let elements): hasher.combine(elements)
    case .keyValueList(let list): hasher.combine(list)
    }
  }
}
