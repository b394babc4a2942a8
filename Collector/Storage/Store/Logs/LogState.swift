import SegmentFormat
import Synchronization
import TelemetryModel

/// What a store keeps in memory about its log segments.
final class LogState: Sendable {
  let catalog = Mutex(LogCatalog())
  let wordFilters = SegmentCache<BinaryFuseFilter?>(byteLimit: StoreLimits.logFilterByteCount) { $0?.byteCount ?? 0 }
  let valueFilters = SegmentCache<BinaryFuseFilter?>(byteLimit: StoreLimits.logFilterByteCount) { $0?.byteCount ?? 0 }
  let batches = SegmentCache<LogBatch>(byteLimit: StoreLimits.decodedLogByteCount) { $0.estimatedByteCount }
}

/// Figures about log records for metrics. Counters count from the moment the store was opened.
package struct LogStatistics: Sendable {
  package let committedRecords: Int
  package let levelZero: LogLevelFigures
  package let levelOne: LogLevelFigures

  package var recordCount: Int { levelZero.recordCount + levelOne.recordCount }
  package var segmentCount: Int { levelZero.segmentCount + levelOne.segmentCount }
  /// Of segments, without what SQLite adds.
  package var byteCount: Int { levelZero.byteCount + levelOne.byteCount }
}
