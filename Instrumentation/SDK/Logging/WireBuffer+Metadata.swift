import Logging

extension WireBuffer {
  /// The deepest nesting of metadata that is sent as it is; what is deeper is sent as its description.
  private static let largestDepth = 8

  /// Writes metadata of a log record as an attribute.
  mutating func attribute(_ tag: UInt8, _ key: String, _ value: Logger.Metadata.Value) {
    switch value {
    case .string(let text): attribute(tag, key, text: text, limit: Limits.defaultValueByteCount)
    case .stringConvertible(let value): attribute(tag, key, convertible: value, limit: Limits.defaultValueByteCount)
    case .array, .dictionary:
      let pair = beginMessage(tag)
      field(0x0A, text: key)
      let message = beginMessage(0x12)
      nested(value, depth: 1)
      endMessage(message)
      endMessage(pair)
    }
  }

  /// The content of an `AnyValue`.
  private mutating func nested(_ value: Logger.Metadata.Value, depth: Int) {
    switch value {
    case .array(let values) where depth < Self.largestDepth:
      let list = beginMessage(0x2A)
      for value in values {
        let item = beginMessage(0x0A)
        nested(value, depth: depth + 1)
        endMessage(item)
      }
      endMessage(list)
    case .dictionary(let pairs) where depth < Self.largestDepth:
      let list = beginMessage(0x32)
      for (key, value) in pairs {
        let pair = beginMessage(0x0A)
        field(0x0A, text: key)
        let content = beginMessage(0x12)
        nested(value, depth: depth + 1)
        endMessage(content)
        endMessage(pair)
      }
      endMessage(list)
    default: element(value.description, Limits.defaultValueByteCount)
    }
  }
}
