extension SpanSender {
  /// Sends requests as they come, several at a time (`TransferLimits.concurrentRequestCount`).
  ///
  /// When `next` throws, the requests already taken are still brought to their end, and then the error is thrown on: what
  /// was read before a failure is not lost. When a request fails for good, the others are cancelled.
  ///
  /// - Parameters:
  ///   - next: the next request, or `nil` when there is none left.
  ///   - report: told of every acknowledged request.
  package func sendAll(
    _ next: () async throws -> TelemetryRequest?, report: (TelemetryRequest, Outcome) -> Void
  ) async throws {
    try await withThrowingTaskGroup(of: (TelemetryRequest, Outcome).self) { group in
      var failure: (any Error)?
      var underWay = 0
      while true {
        if underWay == TransferLimits.concurrentRequestCount, let (request, outcome) = try await group.next() {
          report(request, outcome)
          underWay -= 1
        }
        do {
          guard let request = try await next() else { break }
          group.addTask { (request, try await send(request)) }
          underWay += 1
        } catch {
          failure = error
          break
        }
      }
      for try await (request, outcome) in group { report(request, outcome) }
      if let failure { throw failure }
    }
  }
}
