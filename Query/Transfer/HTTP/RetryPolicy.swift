/// When a request is sent again, and how long to wait before.
package struct RetryPolicy: Sendable {
  /// Attempts in all, the first one included.
  package var attemptLimit: Int
  /// The wait after the first attempt; it doubles with every further one.
  package var firstDelay: Duration
  package var longestDelay: Duration
  /// A server that asks for a longer pause than this is not waited for.
  package var longestRetryAfter: Duration

  package init(
    attemptLimit: Int = 8, firstDelay: Duration = .milliseconds(250), longestDelay: Duration = .seconds(15),
    longestRetryAfter: Duration = .seconds(300)
  ) {
    self.attemptLimit = attemptLimit
    self.firstDelay = firstDelay
    self.longestDelay = longestDelay
    self.longestRetryAfter = longestRetryAfter
  }

  /// Exactly the status codes after which OTLP/HTTP clients may send the same request again.
  package static func isRetryable(status: UInt) -> Bool { [429, 502, 503, 504].contains(status) }

  /// How long to wait after attempt `attempt`, counted from 1; `nil` when there is no further one.
  ///
  /// Between half and the whole of the doubled delay, so that clients that failed together do not come back together.
  /// What the server asks for with `Retry-After` is the least.
  package func delay(
    afterAttempt attempt: Int, retryAfter: Duration?, using generator: inout some RandomNumberGenerator
  ) -> Duration? {
    guard attempt < attemptLimit else { return nil }
    if let retryAfter, retryAfter > longestRetryAfter { return nil }
    let doubled = firstDelay * (1 << min(attempt - 1, 20))
    let delay = min(doubled, longestDelay) * Double.random(in: 0.5...1, using: &generator)
    return max(delay, retryAfter ?? .zero)
  }
}
