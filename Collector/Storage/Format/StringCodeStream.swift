import TelemetryModel

/// Text codes as tokens: texts that are new come in the order of their codes as a rule, and "the next new one" is 0.
///
/// Token 0 means the highest code so far plus one; any other token is the code plus one. Writer and reader keep the
/// highest code alike.
struct StringCodeStream {
  private var highest: StringCode = 0

  @inline(__always)
  mutating func token(for code: StringCode) -> UInt64 {
    if code > highest {
      defer { highest = code }
      if code == highest + 1 { return 0 }
    }
    return UInt64(code) + 1
  }

  /// The code of a token, or `nil` when it lies outside a table of `count` texts.
  @inline(__always)
  mutating func code(of token: UInt64, count: Int) -> StringCode? {
    let code = token == 0 ? UInt64(highest) + 1 : token - 1
    guard code < UInt64(count) else { return nil }
    highest = max(highest, StringCode(code))
    return StringCode(code)
  }
}
