/// What one query may still use. For one thread.
final class QueryBudget {
  private let sampleLimit: Int
  private let deadline: ContinuousClock.Instant
  private let timeout: Duration
  /// Samples that operands hold now.
  private(set) var held = 0
  private var workSinceCheck = 0

  /// Steps of work between two looks at the clock: some tens of microseconds.
  private static let workPerCheck = 50_000

  init(_ limits: PromQLLimits) {
    sampleLimit = limits.sampleCount
    timeout = limits.timeout
    deadline = ContinuousClock.now + limits.timeout
  }

  var remaining: Int { max(0, sampleLimit - held) }

  /// Whether so many more samples may be made.
  func require(_ count: Int) throws(PromQLError) {
    guard count <= remaining else { throw .tooManySamples(limit: sampleLimit) }
  }

  /// Whether so many more samples may be made, which are held until `release(to:)`.
  func hold(_ count: Int) throws(PromQLError) {
    try require(count)
    held += count
  }

  /// Forgets what was held beyond an earlier amount.
  func release(to amount: Int) { held = amount }

  /// Counts work, and gives up when the time is over.
  func work(_ amount: Int) throws(PromQLError) {
    workSinceCheck += amount
    guard workSinceCheck >= Self.workPerCheck else { return }
    try checkTime()
  }

  /// Gives up when the time is over.
  func checkTime() throws(PromQLError) {
    workSinceCheck = 0
    guard ContinuousClock.now < deadline else {
      throw PromQLError(.timeout, "query timed out in expression evaluation after \(timeout)")
    }
  }
}
