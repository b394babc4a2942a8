import DemoShop
import Testing

@Suite("Rate limiter")
struct RateLimiterTests {
  @Test("A customer may ask in a burst, then at a steady rate, and does not take from others")
  func limits() {
    let limiter = RateLimiter()
    let start = ContinuousClock.now
    for _ in 0..<Int(RateLimiter.burst) { #expect(limiter.admit("c1", at: start)) }
    #expect(!limiter.admit("c1", at: start))
    #expect(limiter.admit("c2", at: start))
    let later = start + .milliseconds(100)
    let admitted = (0..<100).count { _ in limiter.admit("c1", at: later) }
    #expect(admitted == Int(RateLimiter.rate / 10))
  }

  @Test("It forgets customers rather than grow without bound")
  func isBounded() {
    let limiter = RateLimiter()
    let start = ContinuousClock.now
    for number in 0..<(RateLimiter.customerLimit * 2) { #expect(limiter.admit("c\(number)", at: start)) }
    #expect(limiter.customerCount <= RateLimiter.customerLimit)
  }
}
