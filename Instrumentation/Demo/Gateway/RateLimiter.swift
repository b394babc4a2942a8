import Synchronization

/// Limits how often each customer may ask: a bucket of tokens each.
package final class RateLimiter: Sendable {
  private struct Bucket: Sendable {
    var tokens: Double
    var filledAt: ContinuousClock.Instant
  }

  /// Requests that one customer may make at once, and then each second.
  package static let burst = 200.0
  package static let rate = 100.0
  /// Customers that are remembered; when there are more, all start anew.
  package static let customerLimit = 10_000

  private let buckets = Mutex<[String: Bucket]>([:])

  package init() {}

  package var customerCount: Int { buckets.withLock { $0.count } }

  package func admit(_ customer: String, at now: ContinuousClock.Instant = .now) -> Bool {
    buckets.withLock { buckets in
      if buckets.count >= Self.customerLimit, buckets[customer] == nil { buckets = [:] }
      var bucket = buckets[customer] ?? Bucket(tokens: Self.burst, filledAt: now)
      let seconds = (now - bucket.filledAt) / .seconds(1)
      bucket.tokens = min(Self.burst, bucket.tokens + seconds * Self.rate)
      bucket.filledAt = now
      let isAdmitted = bucket.tokens >= 1
      if isAdmitted { bucket.tokens -= 1 }
      buckets[customer] = bucket
      return isAdmitted
    }
  }
}
