/// The moment at which a query gives up.
package struct Deadline: Sendable {
  private let moment: ContinuousClock.Instant
  private let timeout: Duration

  package init(after timeout: Duration) {
    self.timeout = timeout
    moment = ContinuousClock.now + timeout
  }

  package func check() throws(QueryError) {
    guard ContinuousClock.now < moment else {
      throw QueryError(
        .deadlineExceeded, "the query ran longer than \(timeout); narrow its time range or name a service")
    }
  }

  /// For work that ends early instead of failing.
  package var isOver: Bool { ContinuousClock.now >= moment }
}
