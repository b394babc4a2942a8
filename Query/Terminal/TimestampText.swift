package import TelemetryModel

/// Moments in the form of RFC 3339, always in UTC: an answer must not depend on where it is read.
package enum TimestampText {
  /// How much of the second is shown.
  package enum Precision: Int, Sendable {
    case milliseconds = 3
    case nanoseconds = 9
  }

  /// For example `2026-11-22T13:00:35.123Z`; `unknown` for OTLP's zero.
  package static func of(_ moment: Timestamp, _ precision: Precision = .milliseconds) -> String {
    guard moment.nanoseconds != 0 else { return "unknown" }
    let seconds = moment.nanoseconds / 1_000_000_000
    let fraction = digits(moment.nanoseconds % 1_000_000_000, 9).prefix(precision.rawValue)
    let (year, month, day) = date(daysSinceEpoch: seconds / 86_400)
    let clock = [seconds / 3_600 % 24, seconds / 60 % 60, seconds % 60].map { digits($0, 2) }.joined(separator: ":")
    return "\(digits(year, 4))-\(digits(month, 2))-\(digits(day, 2))T\(clock).\(fraction)Z"
  }

  private static func digits(_ value: UInt64, _ count: Int) -> String {
    let text = String(value)
    return String(repeating: "0", count: max(0, count - text.count)) + text
  }

  /// The Gregorian date, by eras of 400 years that begin in March (Howard Hinnant, "chrono-compatible date algorithms").
  private static func date(daysSinceEpoch: UInt64) -> (year: UInt64, month: UInt64, day: UInt64) {
    let days = daysSinceEpoch + 719_468  // since 0000-03-01
    let dayOfEra = days % 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    let year = yearOfEra + days / 146_097 * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
  }
}
