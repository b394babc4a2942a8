import DemoShop
import Testing

@Suite("Circuit breaker")
struct CircuitBreakerTests {
  private let start = ContinuousClock.now

  @Test("It opens after so many failures in a row, and a success in between starts the count anew")
  func opens() {
    var breaker = CircuitBreaker.StateMachine()
    for _ in 1..<breaker.failureLimit { _ = breaker.report(success: false, at: start) }
    _ = breaker.report(success: true, at: start)
    for _ in 1..<breaker.failureLimit { _ = breaker.report(success: false, at: start) }
    let admittedBefore = breaker.admit(at: start)
    let hasChanged = breaker.report(success: false, at: start)
    let admittedAfter = breaker.admit(at: start)
    #expect(admittedBefore)
    #expect(hasChanged)
    #expect(breaker.position == .open)
    #expect(!admittedAfter)
  }

  @Test("After a while it lets one call through; its success closes it, its failure opens it again")
  func tries() {
    for success in [true, false] {
      var breaker = opened()
      let later = start + breaker.openTime
      let admitted = [breaker.admit(at: later), breaker.admit(at: later)]
      #expect(admitted == [true, false])
      _ = breaker.report(success: success, at: later)
      #expect(breaker.position == (success ? .closed : .open))
      let admittedAfter = breaker.admit(at: later)
      #expect(admittedAfter == success)
    }
  }

  @Test("A trial whose outcome nobody reports does not keep it half open for ever")
  func lostTrial() {
    var breaker = opened()
    let later = start + breaker.openTime
    let admitted = [breaker.admit(at: later), breaker.admit(at: later + breaker.openTime)]
    #expect(admitted == [true, true])
  }

  private func opened() -> CircuitBreaker.StateMachine {
    var breaker = CircuitBreaker.StateMachine()
    for _ in 0..<breaker.failureLimit { _ = breaker.report(success: false, at: start) }
    return breaker
  }
}
