import TelemetryModel

/// The value of an attribute as it was sent.
public indirect enum RecordedValue: Sendable, Hashable {
  case string(String)
  case integer(Int64)
  case double(Double)
  case bool(Bool)
  case bytes([UInt8])
  case array([RecordedValue])
  case dictionary([String: RecordedValue])
  case empty

  init(_ value: AttributeValue) {
    self =
      switch value {
      case .empty: .empty
      case .string(let text): .string(text)
      case .bool(let flag): .bool(flag)
      case .int(let number): .integer(number)
      case .double(let number): .double(number)
      case .bytes(let bytes): .bytes(bytes)
      case .array(let values): .array(values.map(RecordedValue.init))
      case .keyValueList(let list): .dictionary([String: RecordedValue](list))
      }
  }
}

extension [String: RecordedValue] {
  init(_ attributes: [Attribute]) {
    self.init(attributes.map { ($0.key, RecordedValue($0.value)) }) { _, last in last }
  }
}

extension RecordedValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
  ExpressibleByBooleanLiteral
{
  public init(stringLiteral value: String) { self = .string(value) }
  public init(integerLiteral value: Int64) { self = .integer(value) }
  public init(floatLiteral value: Double) { self = .double(value) }
  public init(booleanLiteral value: Bool) { self = .bool(value) }
}
