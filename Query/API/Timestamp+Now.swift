import FoundationEssentials
package import TelemetryModel

extension Timestamp {
  /// The time of day by the system's clock, to the microsecond or so.
  package static var now: Timestamp {
    Timestamp(nanoseconds: UInt64(max(0, Date().timeIntervalSince1970) * 1_000_000) * 1_000)
  }
}
