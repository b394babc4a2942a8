/// What an attribute's 64-bit payload in a batch stands for.
///
/// The raw values are part of the segment format (`Collector/Storage/FORMAT.md`) and never change meaning.
package enum AttributeKind: UInt8, Sendable, BitwiseCopyable, CaseIterable {
  /// An `AnyValue` with nothing set. Payload 0.
  case empty = 0
  /// Payload: the code of the text in the batch's string table.
  case string = 1
  /// Payload: 0 or 1.
  case bool = 2
  /// Payload: the two's complement bits.
  case int = 3
  /// Payload: the IEEE 754 bits, so that every NaN survives.
  case double = 4
  /// Payload: the code of the bytes in the string table.
  case bytes = 5
  /// An array or key-value list. Payload: the code of its `CompositeValue` bytes in the string table.
  case composite = 6

  /// Whether the payload is a code of the string table.
  @inlinable
  package var isTableCode: Bool {
    switch self {
    case .string, .bytes, .composite: true
    case .empty, .bool, .int, .double: false
    }
  }
}
