/// How a call is made: how long one attempt may take, how often it is tried, how long to wait in between.
struct CallPolicy: Sendable {
  var timeout: Duration
  var attemptCount: Int
  var firstPause: Duration

  /// The timeouts grow outwards, so that whoever is deepest gives up first and the others can still answer.
  static func standard(for service: ServiceName) -> CallPolicy {
    let timeout: Duration =
      switch service {
      case .webFrontEnd, .mobileFrontEnd: .seconds(10)
      case .orders: .seconds(8)
      case .payments: .seconds(4)
      case .cardProvider: .seconds(3)
      default: .seconds(2)
      }
    return CallPolicy(timeout: timeout, attemptCount: 3, firstPause: .milliseconds(40))
  }

  /// What not to do: many attempts, and no pause.
  func stormy() -> CallPolicy { CallPolicy(timeout: timeout, attemptCount: 5, firstPause: .zero) }

  /// Doubles with each attempt, and is spread at random, so that callers do not come back all at once.
  func pause(beforeAttempt attempt: Int) -> Duration {
    firstPause * Double(1 << (attempt - 1)) * Double.random(in: 0.5...1.5)
  }
}
