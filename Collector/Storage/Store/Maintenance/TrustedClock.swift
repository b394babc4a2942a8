import TelemetryModel

/// The time of day as far as retention believes it: the wall clock, but never one that jumped ahead.
///
/// Deleting by a clock that is wrong cannot be undone. So the wall clock is believed only as far as it runs on with the
/// monotonic clock from a moment that is known: when the store is opened, the newest spans in it (they arrived then, by
/// this clock, and started then, by their senders' clocks). A clock that is further ahead is believed once it has stayed
/// so for `probation`: a machine that was switched off for a month ends up there, and so does a clock that was put right.
/// Until then retention only deletes less. A clock that was set back is believed at once, for the same reason.
///
/// Pure: it is told both clocks.
struct TrustedClock {
  /// How far ahead of what is known the wall clock may be at once.
  static let tolerance = Duration.seconds(600)
  /// The same after a start, when the store may have been closed for a while.
  static let startTolerance = Duration.seconds(86_400)
  static let probation = Duration.seconds(86_400)

  /// Wall time is at most so much ahead of the monotonic clock, in nanoseconds. Wraps around.
  private var trustedOffset: UInt64
  private var tolerance: UInt64
  private var suspect: (offset: UInt64, since: UInt64)?

  /// - Parameter newest: when the newest spans in the store arrived; `nil` when it has none.
  init(newest: Timestamp?, now: Timestamp, uptimeNanoseconds: UInt64) {
    let believed = newest.map { min($0.moved(on: Self.startTolerance), now) } ?? now
    trustedOffset = believed.nanoseconds &- uptimeNanoseconds
    tolerance = 0
    if believed == now { tolerance = Self.tolerance.nanoseconds }
  }

  /// The time that may be believed.
  mutating func time(now: Timestamp, uptimeNanoseconds uptime: UInt64) -> Timestamp {
    let offset = now.nanoseconds &- uptime
    let ahead = Int64(bitPattern: offset &- trustedOffset)
    if ahead <= Int64(tolerance) {
      suspect = nil
      // Set back: from now on this is known.
      if ahead < -Int64(Self.tolerance.nanoseconds) { trustedOffset = offset }
      return now
    }
    if let suspect, Self.isNear(offset, suspect.offset) {
      if uptime &- suspect.since >= Self.probation.nanoseconds {
        trustedOffset = offset
        tolerance = Self.tolerance.nanoseconds
        self.suspect = nil
        return now
      }
    } else {
      suspect = (offset, uptime)
    }
    return Timestamp(nanoseconds: uptime &+ trustedOffset &+ tolerance)
  }

  private static func isNear(_ left: UInt64, _ right: UInt64) -> Bool {
    Int64(bitPattern: left &- right).magnitude <= tolerance.nanoseconds
  }
}
