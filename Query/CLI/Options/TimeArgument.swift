import ArgumentParser
package import TelemetryModel
import TerminalUI

/// A moment as a user writes it: RFC 3339, a date, or Unix time in seconds, milliseconds, microseconds or nanoseconds.
package struct TimeArgument: ExpressibleByArgument, Sendable {
  package let moment: Timestamp

  package init?(argument: String) {
    if let moment = Self.unixTime(argument) ?? TimestampText.parse(argument) {
      self.moment = moment
    } else {
      return nil
    }
  }

  /// The unit shows in the number of digits: all moments from 2001 to 2286 have 10 digits of seconds, and less is earlier.
  private static func unixTime(_ text: String) -> Timestamp? {
    guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = UInt64(text) else { return nil }
    switch text.utf8.count {
    case ...10: return Timestamp(nanoseconds: number * 1_000_000_000)
    case ...13: return Timestamp(nanoseconds: number * 1_000_000)
    case ...16: return Timestamp(nanoseconds: number * 1_000)
    case ...19: return Timestamp(nanoseconds: number)
    default: return nil
    }
  }
}
