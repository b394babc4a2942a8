package import TelemetryModel

extension TimestampText {
  /// Reads a moment as RFC 3339 writes it, or a date alone; `nil` when it is neither or cannot be held.
  ///
  /// For example `2026-11-22T13:00:35.123Z`, `2026-11-22 14:00:35+01:00`, `2026-11-22`. Without a zone, UTC is meant.
  package static func parse(_ text: some StringProtocol) -> Timestamp? {
    var fields = Fields(Array(text.utf8))
    guard let year = fields.number(4), fields.skip("-"), let month = fields.number(2), fields.skip("-"),
      let day = fields.number(2), (1...12).contains(month),
      (1...CalendarDay.dayCount(month: Int(month), year: Int(year))).contains(Int(day))
    else { return nil }
    let date = CalendarDay(year: Int(year), month: Int(month), day: Int(day))
    var seconds = Int64(date.daysSince1970) * 86_400
    var nanoseconds: Int64 = 0
    if !fields.isAtEnd {
      guard fields.skip("T") || fields.skip("t") || fields.skip(" "), let clock = fields.clock() else { return nil }
      seconds += clock
      if fields.skip(".") {
        guard let fraction = fields.fraction() else { return nil }
        nanoseconds = fraction
      }
      guard let offset = fields.zone(), fields.isAtEnd else { return nil }
      seconds -= offset
    }
    guard seconds >= 0 else { return nil }
    let (product, isTooLarge) = UInt64(seconds).multipliedReportingOverflow(by: 1_000_000_000)
    let (sum, overflow) = product.addingReportingOverflow(UInt64(nanoseconds))
    return isTooLarge || overflow ? nil : Timestamp(nanoseconds: sum)
  }
}

/// Takes the parts of a written moment off its front.
private struct Fields {
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var isAtEnd: Bool { position == bytes.count }

  mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func digit() -> Int64? {
    guard position < bytes.count, (0x30...0x39).contains(bytes[position]) else { return nil }
    defer { position += 1 }
    return Int64(bytes[position] - 0x30)
  }

  mutating func number(_ digitCount: Int) -> Int64? {
    var number: Int64 = 0
    for _ in 0..<digitCount {
      guard let digit = digit() else { return nil }
      number = number * 10 + digit
    }
    return number
  }

  /// `HH:MM:SS` in seconds.
  mutating func clock() -> Int64? {
    guard let hours = number(2), skip(":"), let minutes = number(2), skip(":"), let seconds = number(2), hours < 24,
      minutes < 60, seconds <= 60
    else { return nil }
    return hours * 3_600 + minutes * 60 + seconds
  }

  /// Digits after the point, in nanoseconds; those beyond the ninth are cut off.
  mutating func fraction() -> Int64? {
    guard var value = digit() else { return nil }
    var digitCount = 1
    while let digit = digit() {
      if digitCount < 9 { value = value * 10 + digit }
      digitCount = min(digitCount + 1, 9)
    }
    while digitCount < 9 {
      value *= 10
      digitCount += 1
    }
    return value
  }

  /// `Z`, `+HH:MM`, `-HH:MM` or nothing, as seconds east of UTC.
  mutating func zone() -> Int64? {
    if isAtEnd || skip("Z") || skip("z") { return 0 }
    let isWest = skip("-")
    guard isWest || skip("+"), let hours = number(2), skip(":"), let minutes = number(2), hours < 24, minutes < 60
    else {
      return nil
    }
    return (hours * 3_600 + minutes * 60) * (isWest ? -1 : 1)
  }
}
