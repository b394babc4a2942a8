internal import Synchronization

/// Counts every row (span, log record or point) and every request of a signal by what became of it.
///
/// Once nothing is in flight, `received == stored + rejected + refused` holds exactly, for rows and for requests.
package final class IngestLedger: Sendable {
  /// One state of the counters, taken at once.
  package struct Entries: Sendable, Equatable {
    /// Rows decoded from requests.
    package var receivedRows: UInt64 = 0
    /// Rows committed and acknowledged.
    package var storedRows: UInt64 = 0
    /// Rows that are invalid in themselves; the sender was told (partial success).
    package var rejectedRows: UInt64 = 0
    /// Rows that could not be taken; the sender was told to retry (503).
    package var refusedRows: UInt64 = 0
    /// Requests on the signal's routes.
    package var receivedRequests: UInt64 = 0
    /// Requests answered with 200, or 202 to Zipkin's senders.
    package var storedRequests: UInt64 = 0
    /// Requests answered with 4xx.
    package var rejectedRequests: UInt64 = 0
    /// Requests answered with 503.
    package var refusedRequests: UInt64 = 0
    /// Bytes of request bodies as received.
    package var receivedBytes: UInt64 = 0

    /// Whether every row and request that came is accounted for.
    package var isBalanced: Bool {
      receivedRows == storedRows + rejectedRows + refusedRows
        && receivedRequests == storedRequests + rejectedRequests + refusedRequests
    }
  }

  private let state = Mutex(Entries())

  package init() {}

  package var entries: Entries { state.withLock { $0 } }

  package func record(_ change: (inout Entries) -> Void) { state.withLock { change(&$0) } }
}
