import TelemetryModel

/// Moments as `2026-01-02T03:04:05.123456789Z` (RFC 3339).
enum RFC3339 {
  /// `nil` when `text` has another form or names no day. Moments before 1970 count as 1970, those after 2554 as then.
  ///
  /// A space where the sign of the offset belongs counts as `+`: that is what is left of a `+` that a client put into a
  /// query without encoding it.
  static func timestamp(_ text: String) -> Timestamp? {
    var rest = Array(text.utf8)[...]
    guard let year = number(&rest, 4), skip(&rest, "-"), let month = number(&rest, 2, in: 1...12), skip(&rest, "-"),
      let day = number(&rest, 2, in: 1...31), skip(&rest, "Tt"), let hour = number(&rest, 2, in: 0...23),
      skip(&rest, ":"), let minute = number(&rest, 2, in: 0...59), skip(&rest, ":"),
      let second = number(&rest, 2, in: 0...60), let nanoseconds = fraction(&rest), let offset = offset(&rest),
      rest.isEmpty, day <= CalendarDay.dayCount(month: month, year: year)
    else { return nil }
    let days = CalendarDay(year: year, month: month, day: day).daysSince1970
    let seconds = ((days * 24 + hour) * 60 + minute - offset) * 60 + second
    return Timestamp(nanoseconds: UInt64(clamping: Int128(seconds) * 1_000_000_000 + Int128(nanoseconds)))
  }

  /// A moment in UTC, to the second.
  static func text(_ moment: Timestamp) -> String {
    let seconds = Int(moment.nanoseconds / 1_000_000_000)
    let (day, second) = seconds.quotientAndRemainder(dividingBy: 86_400)
    let time = [second / 3_600, second / 60 % 60, second % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }
    return "\(CalendarDay(daysSince1970: day))T\(time.joined(separator: ":"))Z"
  }

  private static func number(_ rest: inout ArraySlice<UInt8>, _ digitCount: Int, in range: ClosedRange<Int>? = nil)
    -> Int?
  {
    var number = 0
    for _ in 0..<digitCount {
      guard let byte = rest.popFirst(), (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
      number = number * 10 + Int(byte - UInt8(ascii: "0"))
    }
    return range?.contains(number) ?? true ? number : nil
  }

  private static func skip(_ rest: inout ArraySlice<UInt8>, _ choices: StaticString) -> Bool {
    guard let byte = rest.first, choices.withUTF8Buffer({ $0.contains(byte) }) else { return false }
    rest.removeFirst()
    return true
  }

  /// Nanoseconds; digits beyond the ninth are cut off.
  private static func fraction(_ rest: inout ArraySlice<UInt8>) -> Int? {
    guard skip(&rest, ".") else { return 0 }
    let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    if digits.isEmpty { return nil }
    rest = rest[digits.endIndex...]
    return (0..<9).reduce(0) { number, place in
      number * 10 + (place < digits.count ? Int(digits[digits.startIndex + place] - UInt8(ascii: "0")) : 0)
    }
  }

  /// Minutes east of Greenwich.
  private static func offset(_ rest: inout ArraySlice<UInt8>) -> Int? {
    if skip(&rest, "Zz") { return 0 }
    let isWest = rest.first == UInt8(ascii: "-")
    guard skip(&rest, "+- "), let hours = number(&rest, 2, in: 0...23), skip(&rest, ":"),
      let minutes = number(&rest, 2, in: 0...59)
    else { return nil }
    return (hours * 60 + minutes) * (isWest ? -1 : 1)
  }
}
