import SegmentStore
import Synchronization
import TelemetryModel

/// Two clocks that move only when a test says so.
final class TestClock: Sendable {
  private struct State {
    var now: UInt64 = 1_700_000_000_000_000_000
    var uptime: UInt64 = 5_000_000_000
  }

  private let state = Mutex(State())

  var clock: StoreClock {
    StoreClock(
      now: { [self] in Timestamp(nanoseconds: state.withLock { $0.now }) },
      uptimeNanoseconds: { [self] in state.withLock { $0.uptime } })
  }

  var now: UInt64 { state.withLock { $0.now } }

  /// Time goes by.
  func advance(seconds: UInt64) {
    state.withLock { state in
      state.now += seconds * 1_000_000_000
      state.uptime += seconds * 1_000_000_000
    }
  }

  /// Somebody sets the wall clock.
  func jump(seconds: Int64) {
    state.withLock { $0.now = UInt64(bitPattern: Int64(bitPattern: $0.now) + seconds * 1_000_000_000) }
  }
}
