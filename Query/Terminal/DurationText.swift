/// Durations as people read them, in the form that `--min-duration` takes back (that of Go: `1.24ms`, `2m3.5s`).
package enum DurationText {
  private static let nanosecondsPerSecond: UInt64 = 1_000_000_000

  /// Three significant digits below a minute, then what matters beside minutes and hours: at most eight columns.
  package static func short(nanoseconds: UInt64) -> String {
    if nanoseconds < 1_000 { return "\(nanoseconds)ns" }
    for (unit, size) in [("µs", 1_000), ("ms", 1_000_000), ("s", nanosecondsPerSecond)] as [(String, UInt64)] {
      if let text = scaled(nanoseconds, by: size, below: unit == "s" ? 60 : 1_000) { return text + unit }
    }
    let seconds = nanoseconds / nanosecondsPerSecond + (nanoseconds % nanosecondsPerSecond >= 500_000_000 ? 1 : 0)
    let (hours, minutes) = (seconds / 3_600, seconds / 60 % 60)
    switch hours {
    case 0: return "\(minutes)m\(seconds % 60)s"
    case ..<10: return "\(hours)h\(minutes)m\(seconds % 60)s"
    case ..<100: return "\(hours)h\(minutes)m"
    default: return "\(hours)h"
    }
  }

  /// `value / size` with three digits, or `nil` when that rounds to `limit` or more.
  private static func scaled(_ value: UInt64, by size: UInt64, below limit: UInt64) -> String? {
    for (decimalCount, divisor) in [(2, size / 100), (1, size / 10), (0, size)] as [(Int, UInt64)] {
      let rounded = value / divisor + (value % divisor >= divisor - divisor / 2 ? 1 : 0)
      if rounded < 1_000 || decimalCount == 0 {
        let scale: UInt64 = decimalCount == 2 ? 100 : decimalCount == 1 ? 10 : 1
        guard rounded < limit * scale else { return nil }
        return decimal(rounded, scale: scale)
      }
    }
    return nil
  }

  private static func decimal(_ value: UInt64, scale: UInt64) -> String {
    if value % scale == 0 { return "\(value / scale)" }
    var fraction = String(value % scale + scale).dropFirst()
    while fraction.last == "0" { fraction.removeLast() }
    return "\(value / scale).\(fraction)"
  }
}
