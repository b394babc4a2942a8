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
    let day = CalendarDay(daysSince1970: Int(seconds / 86_400))
    let clock = [seconds / 3_600 % 24, seconds / 60 % 60, seconds % 60].map { digits($0, 2) }.joined(separator: ":")
    return "\(day)T\(clock).\(fraction)Z"
  }

  private static func digits(_ value: UInt64, _ count: Int) -> String {
    let text = String(value)
    return String(repeating: "0", count: max(0, count - text.count)) + text
  }
}
