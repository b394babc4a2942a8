extension Lexer {
  /// `10`, `0x1F`, `1.5e-3`, or `1h30m`.
  mutating func numberOrDuration() throws(SyntaxError) -> Token {
    let start = position
    if let end = endOfNumber(from: start) {
      position = end
      return Token(kind: .number, text: text(from: start), range: start..<end)
    }
    if let end = endOfDuration(from: start) {
      position = end
      return Token(kind: .duration, text: text(from: start), range: start..<end)
    }
    while let byte = peek(), byte.isDigit || byte.isLetter || byte == UInt8(ascii: ".") { position += 1 }
    throw SyntaxError("bad number or duration syntax: \(text(from: start).quoted)", at: start)
  }

  private func endOfNumber(from start: Int) -> Int? {
    var place = start
    var isHexadecimal = false
    func isDigit(_ byte: UInt8) -> Bool { byte.isDigit || (isHexadecimal && byte.isHexadecimalLetter) }
    if at(place) == UInt8(ascii: "0"), let mark = at(place + 1), mark | 0x20 == UInt8(ascii: "x") {
      isHexadecimal = true
      place += 2
    }
    while let byte = at(place), isDigit(byte) { place += 1 }
    if at(place) == UInt8(ascii: ".") {
      place += 1
      while let byte = at(place), isDigit(byte) { place += 1 }
    }
    if let mark = at(place), mark | 0x20 == UInt8(ascii: "e") {
      place += 1
      if at(place) == UInt8(ascii: "+") || at(place) == UInt8(ascii: "-") { place += 1 }
      while let byte = at(place), byte.isDigit { place += 1 }
    }
    if let next = at(place), next.isLetter || next.isDigit { return nil }
    return place
  }

  private func endOfDuration(from start: Int) -> Int? {
    var place = start
    while let byte = at(place), byte.isDigit {
      while let byte = at(place), byte.isDigit { place += 1 }
      guard let unit = at(place), "smhdwy".utf8.contains(unit) else { return nil }
      place += 1
      if unit == UInt8(ascii: "m"), at(place) == UInt8(ascii: "s") { place += 1 }
    }
    if let next = at(place), next.isLetter || next == UInt8(ascii: ".") { return nil }
    return place
  }

  private func at(_ place: Int) -> UInt8? { place < bytes.count ? bytes[place] : nil }
}

extension UInt8 {
  var isHexadecimalLetter: Bool { (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(self | 0x20) }
}

/// The texts of numbers and durations, and what they mean.
enum NumberText {
  /// A number as Go reads it: whole numbers may be hexadecimal, or octal after a leading zero.
  static func value(_ text: String) -> Double? {
    let lower = text.lowercased()
    switch lower {
    case "inf": return .infinity
    case "nan": return .nan
    default: break
    }
    if lower.hasPrefix("0x") { return UInt64(lower.dropFirst(2), radix: 16).map { Double($0) } }
    if lower.count > 1, lower.hasPrefix("0"), let octal = Int64(lower, radix: 8) { return Double(octal) }
    guard lower.utf8.allSatisfy({ $0.isDigit || ".e+-".utf8.contains($0) }) else { return nil }
    return Double(lower.hasPrefix(".") ? "0" + lower : lower)
  }

  private static let units: [(suffix: String, milliseconds: Int64)] = [
    ("y", 365 * 86_400_000), ("w", 7 * 86_400_000), ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000),
    ("ms", 1),
  ]

  /// A duration such as `1h30m`, units from large to small and each at most once.
  ///
  /// What exceeds 64 bits of nanoseconds, 292 years, is refused.
  package static func milliseconds(_ text: some StringProtocol) throws(PromQLError) -> Int64 {
    if text == "0" { return 0 }
    if text.isEmpty { throw PromQLError(.badData, "empty duration string") }
    let outOfRange = PromQLError(.badData, "duration out of range")
    let malformed = PromQLError(.badData, "not a valid duration string: \(String(text).quoted)")
    var rest = Substring(text)
    var total: Int64 = 0
    var nextUnit = 0
    while !rest.isEmpty {
      let digits = rest.prefix { $0.utf8.first?.isDigit == true }
      rest = rest[digits.endIndex...]
      let name = rest.prefix { $0.utf8.first?.isDigit != true }
      rest = rest[name.endIndex...]
      guard !digits.isEmpty, let unit = units[nextUnit...].firstIndex(where: { $0.suffix == name }) else {
        throw malformed
      }
      nextUnit = unit + 1
      guard let count = Int64(digits) else { throw outOfRange }
      let (product, overflow) = count.multipliedReportingOverflow(by: units[unit].milliseconds)
      let (sum, sumOverflow) = total.addingReportingOverflow(product)
      guard !overflow, !sumOverflow, sum <= Int64.max / 1_000_000 else { throw outOfRange }
      total = sum
    }
    return total
  }
}
