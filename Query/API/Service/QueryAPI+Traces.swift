import QueryEngine
import TelemetryModel
import TraceAnalysis

extension QueryAPI {
  /// The stored spans of a trace, `nil` when there are none.
  func stored(_ id: TraceID) async throws -> SpanBatch? {
    try await run {
      do throws(QueryError) {
        return try engine.trace(id)
      } catch  where error.code == .traceNotFound {
        return nil
      }
    }
  }

  /// The trace as it is shown: adjusted, unless it is asked for as it was sent.
  func presented(_ batch: SpanBatch, isRaw: Bool) -> AdjustedTrace {
    isRaw
      ? AdjustedTrace(batch)
      : AdjustedTrace(adjusting: batch, maximumClockSkewNanoseconds: limits.clockSkewNanoseconds)
  }
}
