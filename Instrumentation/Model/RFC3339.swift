/// Moments as `2026-01-02T03:04:05.123456789Z` (RFC 3339).
package enum RFC3339 {
  /// Nanoseconds since 1970, of years from 0 to 9999; `nil` when `text` has another form or names no day.
  ///
  /// A space may stand where the `T` belongs, as section 5.6 allows, and where the `+` of the offset belongs: that is
  /// what is left of a `+` that a client put into a query without encoding it. Digits beyond the ninth of a fraction are
  /// cut off. `isZoneOptional` also takes what has no offset, and a date alone, as UTC.
  package static func nanoseconds(_ text: some StringProtocol, isZoneOptional: Bool = false) -> Int128? {
    var fields = Fields(rest: Array(text.utf8)[...])
    guard let date = fields.date() else { return nil }
    var seconds = date.daysSince1970 * 86_400
    var fraction = 0
    if !(fields.isAtEnd && isZoneOptional) {
      guard fields.skip("Tt "), let clock = fields.clock(), let digits = fields.fraction() else { return nil }
      (seconds, fraction) = (seconds + clock, digits)
      if !(fields.isAtEnd && isZoneOptional) {
        guard let offset = fields.offset(), fields.isAtEnd else { return nil }
        seconds -= offset
      }
    }
    return Int128(seconds) * 1_000_000_000 + Int128(fraction)
  }

  /// A moment in UTC with so many digits of the second's fraction, from 0 to 9; the rest is cut off.
  package static func text(_ moment: Timestamp, fractionDigits: Int = 0) -> String {
    let seconds = Int(moment.nanoseconds / 1_000_000_000)
    let clock = [seconds / 3_600 % 24, seconds / 60 % 60, seconds % 60].map { padded($0, 2) }.joined(separator: ":")
    let fraction = padded(Int(moment.nanoseconds % 1_000_000_000), 9).prefix(fractionDigits)
    return "\(CalendarDay(daysSince1970: seconds / 86_400))T\(clock)\(fraction.isEmpty ? "" : ".")\(fraction)Z"
  }

  private static func padded(_ value: Int, _ digitCount: Int) -> String {
    let text = String(value)
    return String(repeating: "0", count: max(0, digitCount - text.utf8.count)) + text
  }
}

/// Takes the parts of a written moment off its front.
private struct Fields {
  var rest: ArraySlice<UInt8>

  var isAtEnd: Bool { rest.isEmpty }

  mutating func skip(_ choices: StaticString) -> Bool {
    guard let byte = rest.first, choices.withUTF8Buffer({ $0.contains(byte) }) else { return false }
    rest.removeFirst()
    return true
  }

  mutating func date() -> CalendarDay? {
    guard let year = number(4), skip("-"), let month = number(2, in: 1...12), skip("-"), let day = number(2),
      (1...CalendarDay.dayCount(month: month, year: year)).contains(day)
    else { return nil }
    return CalendarDay(year: year, month: month, day: day)
  }

  /// `HH:MM:SS` in seconds; the 60th second is a leap second's.
  mutating func clock() -> Int? {
    guard let hours = number(2, in: 0...23), skip(":"), let minutes = number(2, in: 0...59), skip(":"),
      let seconds = number(2, in: 0...60)
    else { return nil }
    return hours * 3_600 + minutes * 60 + seconds
  }

  /// `.` and digits as nanoseconds; 0 without them.
  mutating func fraction() -> Int? {
    guard skip(".") else { return 0 }
    let digits = rest.prefix { (0x30...0x39).contains($0) }
    if digits.isEmpty { return nil }
    rest = rest[digits.endIndex...]
    return (0..<9).reduce(0) { number, place in
      number * 10 + (place < digits.count ? Int(digits[digits.startIndex + place] - 0x30) : 0)
    }
  }

  /// `Z`, `+HH:MM` or `-HH:MM`, as seconds east of UTC.
  mutating func offset() -> Int? {
    if skip("Zz") { return 0 }
    let isWest = rest.first == UInt8(ascii: "-")
    guard skip("+- "), let hours = number(2, in: 0...23), skip(":"), let minutes = number(2, in: 0...59) else {
      return nil
    }
    return (hours * 3_600 + minutes * 60) * (isWest ? -1 : 1)
  }

  private mutating func number(_ digitCount: Int, in range: ClosedRange<Int>? = nil) -> Int? {
    var number = 0
    for _ in 0..<digitCount {
      guard let byte = rest.popFirst(), (0x30...0x39).contains(byte) else { return nil }
      number = number * 10 + Int(byte - 0x30)
    }
    return range?.contains(number) ?? true ? number : nil
  }
}
