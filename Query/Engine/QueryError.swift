package import TelemetryStorage

/// Why a query has no answer.
package struct QueryError: Error, Sendable, CustomStringConvertible {
  package enum Code: Sendable {
    /// The query contradicts itself or goes beyond a limit; asking again gives the same.
    case invalidQuery
    /// No stored span belongs to the trace.
    case traceNotFound
    /// `QueryLimits.timeout` passed.
    case deadlineExceeded
    /// The answer is larger than `QueryLimits.resultByteCount`.
    case resultTooLarge
    /// The consumer of the answer went away.
    case cancelled
    /// The store failed; `underlying` says how.
    case storage
  }

  package let code: Code
  /// What happened and what to do.
  package let message: String
  package let underlying: StoreError?

  package init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
    underlying = nil
  }

  package init(_ error: StoreError) {
    code = .storage
    message = error.message
    underlying = error
  }

  package var description: String { message }
}
