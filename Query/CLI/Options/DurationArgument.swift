import ArgumentParser
import TerminalUI
import TraceAnalysis

/// A length of time as a user writes it: `250us`, `1.5s`, `1h30m`, or whole days, `7d`.
package struct DurationArgument: ExpressibleByArgument, Sendable {
  package let nanoseconds: UInt64

  private static let nanosecondsPerDay: UInt64 = 86_400_000_000_000

  package init(nanoseconds: UInt64) { self.nanoseconds = nanoseconds }

  package init?(argument: String) {
    if argument.hasSuffix("d"), let days = UInt64(argument.dropLast()) {
      let (product, isTooLong) = days.multipliedReportingOverflow(by: Self.nanosecondsPerDay)
      if isTooLong { return nil }
      nanoseconds = product
      return
    }
    guard let value = GoDuration.nanoseconds(argument), value >= 0 else { return nil }
    nanoseconds = UInt64(value)
  }

  package var defaultValueDescription: String { DurationText.short(nanoseconds: nanoseconds) }
}
