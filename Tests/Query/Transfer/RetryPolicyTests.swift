import TelemetryTransfer
import TestSupport
import Testing

struct RetryPolicyTests {
  @Test("Exactly the statuses that OTLP names are sent again")
  func statuses() {
    #expect((100...599).filter { RetryPolicy.isRetryable(status: $0) } == [429, 502, 503, 504])
  }

  @Test("Delays double, stay below the longest, and vary by half")
  func delays() {
    let seed: UInt64 = 0x5EED_0020
    var generator = SeededGenerator(seed: seed)
    let policy = RetryPolicy(attemptLimit: 9, firstDelay: .milliseconds(100), longestDelay: .seconds(5))
    for attempt in 1...8 {
      let most = min(Duration.milliseconds(100 << (attempt - 1)), .seconds(5))
      var delays: Set<Duration> = []
      for _ in 0..<100 {
        guard let delay = policy.delay(afterAttempt: attempt, retryAfter: nil, using: &generator) else { continue }
        #expect(delay >= most / 2 && delay <= most, "seed \(seed), attempt \(attempt)")
        delays.insert(delay)
      }
      #expect(delays.count > 50, "seed \(seed), attempt \(attempt): no jitter")
    }
    #expect(policy.delay(afterAttempt: 9, retryAfter: nil, using: &generator) == nil)
  }

  @Test("Retry-After is the least delay, unless it is longer than anybody waits")
  func retryAfter() {
    var generator = SystemRandomNumberGenerator()
    let policy = RetryPolicy()
    #expect(policy.delay(afterAttempt: 1, retryAfter: .seconds(60), using: &generator) == .seconds(60))
    #expect(policy.delay(afterAttempt: 1, retryAfter: .seconds(3_600), using: &generator) == nil)
  }

  @Test(
    "Addresses of collectors become the URL of their traces",
    arguments: [
      ("http://localhost:4318", "http://localhost:4318/v1/traces"), ("http://h:1/", "http://h:1/v1/traces"),
      ("https://h/otlp", "https://h/otlp/v1/traces"), ("http://h/v1/traces", "http://h/v1/traces"),
      ("http://h/v1/traces/", "http://h/v1/traces"),
    ])
  func endpoints(text: String, url: String) {
    #expect(TraceEndpoint(text)?.description == url)
  }

  @Test(
    "What is no such address is refused",
    arguments: ["", "localhost:4318", "ftp://h", "http://", "http:///x", "http://h?x=1", "http://h/#a", "http://h h"])
  func noEndpoints(text: String) {
    #expect(TraceEndpoint(text) == nil)
  }
}
