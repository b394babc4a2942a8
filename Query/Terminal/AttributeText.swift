package import TelemetryModel

/// Attribute values as one line of text for people.
package enum AttributeText {
  /// Columns after which a value is cut.
  private static let valueLimit = 200

  /// `key=value`, safe to show.
  package static func of(_ attribute: Attribute) -> String {
    let key = SafeText.escaping(attribute.key.truncated(toWidth: valueLimit))
    return key + "=" + SafeText.escaping(text(of: attribute.value).truncated(toWidth: valueLimit))
  }

  /// Arrays and lists in brackets. Recursion is bounded by `ModelLimits.nestingDepth`.
  private static func text(of value: AttributeValue) -> String {
    switch value {
    case .empty: "empty"
    case .string(let text): text
    case .bool(let flag): String(flag)
    case .int(let number): String(number)
    case .double(let number): String(number)
    case .bytes(let bytes): NumberText.counted(bytes.count, "byte")
    case .array(let elements): "[" + elements.map(text).joined(separator: ", ") + "]"
    case .keyValueList(let list): "{" + list.map { "\($0.key)=\(text(of: $0.value))" }.joined(separator: ", ") + "}"
    }
  }
}
