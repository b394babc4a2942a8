/// When a batch is sent again: exponential waits with jitter, for a bounded time.
public struct RetryPolicy: Sendable, Hashable {
  /// The first wait.
  public var firstDelay: Duration = .seconds(1)
  /// The longest wait, unless the collector asks for a longer one.
  public var largestDelay: Duration = .seconds(30)
  /// How much longer each wait is than the one before.
  public var factor = 1.5
  /// After this time a batch is given up and counted as failed.
  public var giveUpAfter: Duration = .seconds(300)

  public init() {}

  /// The wait before attempt `attempt` (1 is the first repetition): between half of and the whole exponential wait.
  ///
  /// - Parameter random: A number from 0 to 1: jitter keeps many services from coming back at the same moment.
  func delay(attempt: Int, random: Double) -> Duration {
    var delay = firstDelay
    for _ in 1..<max(attempt, 1) where delay < largestDelay { delay = delay * factor }
    return min(delay, largestDelay) * (0.5 + random / 2)
  }
}
