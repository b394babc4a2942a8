package import TelemetryModel
package import TelemetryStorage

/// The way of one kind of telemetry into the store: a budget, a ledger and a committer. Knows nothing of HTTP.
package final class SignalIngest<Batch: TelemetryBatch>: Sendable {
  package let limits: IngestLimits
  package let budget: IngestBudget
  package let ledger = IngestLedger()
  private let committer: GroupCommitter<Batch>

  /// - Parameters:
  ///   - budget: shared with other signals, so that all requests in flight together stay within it.
  ///   - append: stores batches durably, as `SpanSink.append` and its kin do.
  package init(
    limits: IngestLimits, budget: IngestBudget, append: @escaping GroupCommitter<Batch>.Append
  ) {
    self.limits = limits
    self.budget = budget
    committer = GroupCommitter(limits: limits, append: append)
  }

  /// Stores the rows of one request; returns when they are durable and visible.
  ///
  /// - Parameter rejectedCount: rows of the same request that are invalid and are not in `batch`.
  package func store(_ batch: Batch, rejectedCount: Int) async throws(IngestRefusal) {
    let count = UInt64(batch.count)
    ledger.record {
      $0.receivedRows += count + UInt64(rejectedCount)
      $0.rejectedRows += UInt64(rejectedCount)
    }
    if batch.isEmpty { return }
    do throws(StoreError) {
      try await committer.commit(batch)
    } catch {
      ledger.record { $0.refusedRows += count }
      throw .store(error)
    }
    ledger.record { $0.storedRows += count }
  }
}

/// The way of spans into the store.
package typealias SpanIngest = SignalIngest<SpanBatch>

extension SignalIngest<SpanBatch> {
  package convenience init(sink: any SpanSink, limits: IngestLimits = IngestLimits(), budget: IngestBudget? = nil) {
    self.init(limits: limits, budget: budget ?? IngestBudget(limit: limits.inFlightByteCount)) {
      (batches) throws(StoreError) in try sink.append(batches)
    }
  }
}

/// The way of log records into the store.
package typealias LogIngest = SignalIngest<LogBatch>

extension SignalIngest<LogBatch> {
  package convenience init(sink: any LogSink, limits: IngestLimits = IngestLimits(), budget: IngestBudget? = nil) {
    self.init(limits: limits, budget: budget ?? IngestBudget(limit: limits.inFlightByteCount)) {
      (batches) throws(StoreError) in try sink.append(batches)
    }
  }
}

/// The way of points of metrics into the store.
package typealias MetricIngest = SignalIngest<MetricBatch>

extension SignalIngest<MetricBatch> {
  package convenience init(
    sink: any MetricPointSink, limits: IngestLimits = IngestLimits(), budget: IngestBudget? = nil
  ) {
    self.init(limits: limits, budget: budget ?? IngestBudget(limit: limits.inFlightByteCount)) {
      (batches) throws(StoreError) in try sink.append(batches)
    }
  }
}
