import SegmentStore
import TelemetryModel
import TelemetryStorage

/// Reads all that there is: for the small stores of tests.
extension SegmentStore {
  func allSpans() throws(StoreError) -> [TelemetryModel.Span] {
    var spans: [TelemetryModel.Span] = []
    try forEachSpanBatch { spans += $0.spans }
    return spans
  }

  func allLogs() throws(StoreError) -> [LogRecord] {
    var records: [LogRecord] = []
    try forEachLogBatch { records += $0.records }
    return records
  }

  func allPoints() throws(StoreError) -> [MetricPoint] {
    var points: [MetricPoint] = []
    try scanMetrics(.all) { (portion) throws(StoreError) in
      points += try portion.load().points
      return .continue
    }
    return points
  }

  func forEachSpanBatch(_ body: (SpanBatch) -> Void) throws(StoreError) {
    try scan(ScanHint()) { (portion) throws(StoreError) in
      body(try portion.load())
      return .continue
    }
  }

  func forEachLogBatch(_ body: (LogBatch) -> Void) throws(StoreError) {
    try scanLogs(LogScanHint(), .oldestFirst) { (portion) throws(StoreError) in
      body(try portion.load())
      return .continue
    }
  }
}
