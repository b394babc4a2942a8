import Synchronization

/// A token bucket: so many a second on average, and at most one second's worth (at least one) at once.
final class RateLimiter: Sendable {
  private struct State {
    var tokens: Double
    var updatedAt: UInt64 = 0
  }

  private let perSecond: Double
  private let capacity: Double
  private let state: Mutex<State>

  init(perSecond: Double) {
    self.perSecond = perSecond.isFinite ? max(perSecond, 0) : 0
    capacity = self.perSecond == 0 ? 0 : max(self.perSecond, 1)
    state = Mutex(State(tokens: capacity))
  }

  /// Takes one token, if there is one. A clock that goes back gives none.
  func take(at nanoseconds: UInt64) -> Bool {
    state.withLock { state in
      if nanoseconds > state.updatedAt {
        if state.updatedAt > 0 {
          let elapsed = Double(nanoseconds - state.updatedAt) / 1e9
          state.tokens = min(capacity, state.tokens + elapsed * perSecond)
        }
        state.updatedAt = nanoseconds
      }
      guard state.tokens >= 1 else { return false }
      state.tokens -= 1
      return true
    }
  }
}
