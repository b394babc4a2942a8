internal import Synchronization

/// Counts every span and every request by what became of it.
///
/// Once nothing is in flight, `received == stored + rejected + refused` holds exactly, for spans and for requests.
package final class IngestLedger: Sendable {
  /// One state of the counters, taken at once.
  package struct Entries: Sendable, Equatable {
    /// Spans decoded from requests.
    package var receivedSpans: UInt64 = 0
    /// Spans committed and acknowledged.
    package var storedSpans: UInt64 = 0
    /// Spans that are invalid in themselves; the sender was told (partial success).
    package var rejectedSpans: UInt64 = 0
    /// Spans that could not be taken; the sender was told to retry (503).
    package var refusedSpans: UInt64 = 0
    /// Requests on the OTLP route.
    package var receivedRequests: UInt64 = 0
    /// Requests answered with 200.
    package var storedRequests: UInt64 = 0
    /// Requests answered with 4xx.
    package var rejectedRequests: UInt64 = 0
    /// Requests answered with 503.
    package var refusedRequests: UInt64 = 0
    /// Bytes of request bodies as received.
    package var receivedBytes: UInt64 = 0

    /// Whether every span and request that came is accounted for.
    package var isBalanced: Bool {
      receivedSpans == storedSpans + rejectedSpans + refusedSpans
        && receivedRequests == storedRequests + rejectedRequests + refusedRequests
    }
  }

  private let state = Mutex(Entries())

  package init() {}

  package var entries: Entries { state.withLock { $0 } }

  package func record(_ change: (inout Entries) -> Void) { state.withLock { change(&$0) } }
}
