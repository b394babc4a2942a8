/// The header `tracestate` of W3C Trace Context: what vendors add to a trace. Kept as text, newest member first.
enum TraceState {
  /// What is passed on of a header: valid members, at most 32, in order. Anything malformed empties it; it never
  /// invalidates the `traceparent`.
  static func parse(_ header: String) -> String {
    var members: [Substring] = []
    var keys: Set<Substring> = []
    for part in header.split(separator: ",") {
      guard let member = part.trimmedSlice else { continue }
      guard let equals = member.firstIndex(of: "="), isKey(member[..<equals]),
        isValue(member[member.index(after: equals)...]), keys.insert(member[..<equals]).inserted,
        members.count < Limits.traceStateMemberCount
      else { return "" }
      members.append(member)
    }
    return shortened(members)
  }

  /// The `rv` of the member `ot`: 56 random bits that stand for those of the trace ID.
  static func randomValue(in state: String) -> UInt64? {
    guard let digits = field("rv", of: openTelemetry(in: state)), digits.utf8.count == 14 else { return nil }
    return UInt64(digits, radix: 16)
  }

  /// The rejection threshold that the member `ot` names.
  static func threshold(in state: String) -> UInt64? {
    guard let digits = field("th", of: openTelemetry(in: state)), (1...14).contains(digits.utf8.count) else {
      return nil
    }
    return UInt64(digits, radix: 16).map { $0 << UInt64(4 * (14 - digits.utf8.count)) }
  }

  /// The state with another threshold, or with none. A changed member moves to the front.
  static func setting(threshold: UInt64?, in state: String) -> String {
    let old = openTelemetry(in: state)
    var fields = old.split(separator: ";").filter { !$0.hasPrefix("th:") }.map(String.init)
    if let threshold, threshold < RatioSampler.range { fields.insert("th:" + digits(threshold), at: 0) }
    let others = state.split(separator: ",").filter { !$0.hasPrefix("ot=") }
    if fields.isEmpty { return others.joined(separator: ",") }
    return shortened([Substring("ot=" + fields.joined(separator: ";"))] + others)
  }

  /// Fourteen hexadecimal digits without the zeros at their end, but at least one digit.
  private static func digits(_ threshold: UInt64) -> String {
    var digits = HexDigits.text(threshold).suffix(14)
    while digits.count > 1, digits.last == "0" { digits.removeLast() }
    return String(digits)
  }

  private static func openTelemetry(in state: String) -> Substring {
    state.split(separator: ",").first { $0.hasPrefix("ot=") }?.dropFirst(3) ?? ""
  }

  private static func field(_ name: String, of member: Substring) -> Substring? {
    member.split(separator: ";").first { $0.hasPrefix(name + ":") }?.dropFirst(name.count + 1)
  }

  /// W3C's way to cut: members of more than 128 characters go first, then those at the end.
  private static func shortened(_ members: [Substring]) -> String {
    func byteCount(_ members: [Substring]) -> Int { members.reduce(members.count - 1) { $0 + $1.utf8.count } }
    var members = members
    while byteCount(members) > Limits.traceStateByteCount, let index = members.lastIndex(where: { $0.utf8.count > 128 })
    {
      members.remove(at: index)
    }
    while byteCount(members) > Limits.traceStateByteCount { members.removeLast() }
    return members.joined(separator: ",")
  }

  private static func isKey(_ key: Substring) -> Bool {
    guard let first = key.utf8.first, key.utf8.count <= 256 else { return false }
    func isLetterOrDigit(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) }
    return isLetterOrDigit(first)
      && key.utf8.allSatisfy { isLetterOrDigit($0) || [0x5F, 0x2D, 0x2A, 0x2F, 0x40].contains($0) }
  }

  private static func isValue(_ value: Substring) -> Bool {
    (1...256).contains(value.utf8.count) && value.utf8.last != 0x20
      && value.utf8.allSatisfy { (0x20...0x7E).contains($0) && $0 != 0x2C && $0 != 0x3D }
  }
}

extension Substring {
  /// The text without spaces and tabs at its ends; `nil` when nothing is left.
  fileprivate var trimmedSlice: Substring? {
    var slice = self
    while let first = slice.first, first == " " || first == "\t" { slice.removeFirst() }
    while let last = slice.last, last == " " || last == "\t" { slice.removeLast() }
    return slice.isEmpty ? nil : slice
  }
}
