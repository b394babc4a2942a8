/// The `Retry-After` header: seconds or a date (RFC 9110, section 10.2.3).
enum RetryAfter {
  private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

  /// The pause that the header asks for; `nil` when it is neither form. A date in the past is no pause.
  ///
  /// - Parameter now: seconds since the Unix epoch.
  static func duration(_ header: some StringProtocol, now: Int64) -> Duration? {
    let words = String(header).split(separator: " ")
    if words.count == 1 {
      guard words[0].utf8.allSatisfy({ (0x30...0x39).contains($0) }), words[0].utf8.count <= 9 else { return nil }
      return Int64(words[0]).map { .seconds($0) }
    }
    return date(words).map { .seconds(max(0, $0 - now)) }
  }

  /// The date in its preferred form, `Sun, 06 Nov 1994 08:49:37 GMT`, as seconds since the Unix epoch.
  private static func date(_ words: [Substring]) -> Int64? {
    guard words.count == 6, words[5] == "GMT", let month = months.firstIndex(where: { $0 == words[2] }) else {
      return nil
    }
    guard let day = Int64(words[1]), let year = Int64(words[3]), (1...31).contains(day), (1970...9999).contains(year)
    else { return nil }
    let clock = words[4].split(separator: ":").compactMap { Int64($0) }
    guard clock.count == 3, (0...23).contains(clock[0]), (0...59).contains(clock[1]), (0...60).contains(clock[2]) else {
      return nil
    }
    // Days since the epoch, by years that begin in March (Howard Hinnant, "chrono-compatible date algorithms").
    let shiftedYear = month < 2 ? year - 1 : year
    let shiftedMonth = Int64((month + 10) % 12)
    let dayOfYear = (153 * shiftedMonth + 2) / 5 + day - 1
    let days = shiftedYear * 365 + shiftedYear / 4 - shiftedYear / 100 + shiftedYear / 400 + dayOfYear - 719_468
    return days * 86_400 + clock[0] * 3_600 + clock[1] * 60 + clock[2]
  }
}
