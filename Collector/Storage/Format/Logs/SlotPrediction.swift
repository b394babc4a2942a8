import TelemetryModel

/// What the number in a slot of a log body is expected to be, by what else is known of the record.
///
/// Loggers write the time, the trace and the span into the text besides. The raw values are part of the format.
enum SlotPrediction: UInt8, CaseIterable {
  case zero = 0
  /// The number of the same slot in the record before of this template.
  case previousRecord = 1
  /// The number of the slot before in the same record; 0 for the first, and behind a 128-bit number.
  case previousSlot = 2
  case spanID = 3
  // Of the effective time, in UTC
  case hour = 4
  case minute = 5
  case second = 6
  case millisecond = 7

  /// The expected number.
  @inline(__always)
  func value(_ time: Timestamp, _ spanID: SpanID, previousRecord: UInt64, previousSlot: UInt64) -> UInt64 {
    switch self {
    case .zero: 0
    case .previousRecord: previousRecord
    case .previousSlot: previousSlot
    case .spanID: spanID.rawValue
    case .hour: time.nanoseconds / 3_600_000_000_000 % 24
    case .minute: time.nanoseconds / 60_000_000_000 % 60
    case .second: time.nanoseconds / 1_000_000_000 % 60
    case .millisecond: time.nanoseconds / 1_000_000 % 1_000
    }
  }
}
