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
    moment.nanoseconds == 0 ? "unknown" : RFC3339.text(moment, fractionDigits: precision.rawValue)
  }

  /// Reads a moment as RFC 3339 writes it, or a date alone; `nil` when it is neither or cannot be held.
  ///
  /// For example `2026-11-22T13:00:35.123Z`, `2026-11-22 14:00:35+01:00`, `2026-11-22`. Without a zone, UTC is meant.
  package static func parse(_ text: some StringProtocol) -> Timestamp? {
    RFC3339.nanoseconds(text, isZoneOptional: true).flatMap(UInt64.init(exactly:)).map(Timestamp.init(nanoseconds:))
  }
}
