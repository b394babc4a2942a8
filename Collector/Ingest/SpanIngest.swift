package import TelemetryModel
package import TelemetryStorage

/// The way of spans into the store: a budget, a ledger and a committer. Knows nothing of HTTP.
package final class SpanIngest: Sendable {
  package let limits: IngestLimits
  package let budget: IngestBudget
  package let ledger = IngestLedger()
  private let committer: GroupCommitter

  package init(sink: any SpanSink, limits: IngestLimits = IngestLimits()) {
    self.limits = limits
    budget = IngestBudget(limit: limits.inFlightByteCount)
    committer = GroupCommitter(sink: sink, limits: limits)
  }

  /// Stores the spans of one request; returns when they are durable and visible.
  ///
  /// - Parameter rejectedCount: spans of the same request that are invalid and are not in `batch`.
  package func store(_ batch: SpanBatch, rejectedCount: Int) async throws(IngestRefusal) {
    let count = UInt64(batch.count)
    ledger.record {
      $0.receivedSpans += count + UInt64(rejectedCount)
      $0.rejectedSpans += UInt64(rejectedCount)
    }
    if batch.isEmpty { return }
    do throws(StoreError) {
      try await committer.commit(batch)
    } catch {
      ledger.record { $0.refusedSpans += count }
      throw .store(error)
    }
    ledger.record { $0.storedSpans += count }
  }
}
