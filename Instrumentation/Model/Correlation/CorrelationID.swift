/// The correlation ID that a row carries besides its trace ID.
package enum CorrelationID: Hashable, Sendable, BitwiseCopyable {
  /// The row carries none: its trace ID serves.
  case none
  /// A text of the batch's string table.
  case text(StringCode)
  case number(Int64)
  /// A composite value of the batch's string table: an array of texts, as headers are recorded. Each of them counts.
  case list(StringCode)
}

extension CorrelationID {
  /// The IDs as bytes; none but for a list is more than one.
  package func texts(in strings: borrowing StringTable) -> [ArraySlice<UInt8>] {
    switch self {
    case .none: []
    case .text(let code): [strings[code]]
    case .number(let number): [Array(String(number).utf8)[...]]
    case .list(let code): CompositeValue.texts(ofArray: strings[code])
    }
  }
}

extension CompositeValue {
  /// The texts that an array holds itself, empty ones left out; none when the value is no array.
  static func texts(ofArray bytes: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    var reader = Reader(bytes)
    guard reader.next() == .beginArray else { return [] }
    var texts: [ArraySlice<UInt8>] = []
    var depth = 1
    while depth > 0, let token = reader.next() {
      switch token {
      case .beginArray, .beginKeyValueList: depth += 1
      case .end: depth -= 1
      case .string(let range) where depth == 1 && !range.isEmpty: texts.append(bytes[range])
      default: continue
      }
    }
    return texts
  }
}
