/// Finds where a JSON object ends, without understanding what is in it; may be fed in portions.
struct JSONExtent {
  private var depth = 0
  private var isInString = false
  private var isEscaped = false

  /// Looks through `bytes` from `position`, which moves on; `true` when it stands behind the object's last brace.
  ///
  /// Begins at the object's first brace. O(bytes), whatever the nesting.
  mutating func advance(through bytes: Swift.Span<UInt8>, from position: inout Int) -> Bool {
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      if isInString {
        if isEscaped {
          isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
          isEscaped = true
        } else if byte == UInt8(ascii: "\"") {
          isInString = false
        }
        continue
      }
      switch byte {
      case UInt8(ascii: "\""): isInString = true
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        depth -= 1
        if depth <= 0 { return true }
      default: break
      }
    }
    return false
  }
}
