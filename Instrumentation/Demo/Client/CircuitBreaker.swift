import Synchronization

/// Stops calling a service that fails all the time, and tries again after a while with a single call.
package final class CircuitBreaker: Sendable {
  package enum Position: String, Sendable {
    case closed
    case open
    case halfOpen = "half-open"
  }

  /// Pure: what it is told, what it decides.
  package struct StateMachine {
    package let failureLimit = 10
    package let openTime = Duration.seconds(2)
    package private(set) var position = Position.closed
    private(set) var failureCount = 0
    private var openedAt: ContinuousClock.Instant?

    package init() {}

    /// Whether a call may be made now.
    package mutating func admit(at now: ContinuousClock.Instant) -> Bool {
      switch position {
      case .closed: return true
      // One call is on trial; the others wait for what becomes of it, but not for ever.
      case .halfOpen, .open:
        guard let openedAt, now >= openedAt + openTime else { return false }
        position = .halfOpen
        self.openedAt = now
        return true
      }
    }

    /// - Returns: Whether the position has changed.
    package mutating func report(success: Bool, at now: ContinuousClock.Instant) -> Bool {
      let before = position
      if success {
        position = .closed
        failureCount = 0
      } else {
        failureCount += 1
        if position == .halfOpen || failureCount >= failureLimit {
          position = .open
          openedAt = now
        }
      }
      return position != before
    }
  }

  private let state = Mutex(StateMachine())

  func admit() -> Bool { state.withLock { $0.admit(at: .now) } }

  /// - Returns: The new position, if it has changed.
  func report(success: Bool) -> Position? {
    state.withLock { $0.report(success: success, at: .now) ? $0.position : nil }
  }
}
