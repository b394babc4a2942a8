import SegmentFormat
import TelemetryModel
import TelemetryStorage

/// A segment of an archived trace as it lies in the file.
struct ArchivedSegment {
  let id: Int64
  let isLog: Bool
  let bytes: [UInt8]

  func spans() throws(SegmentError) -> SpanBatch { try LevelZeroSegment.decode(bytes.span.bytes, segmentID: id) }

  func logs() throws(SegmentError) -> LogBatch { try LevelZeroLogSegment.decode(bytes.span.bytes, segmentID: id) }
}

extension SegmentReader {
  /// What finds the segments of a trace, of one kind.
  static let archivedSegmentQuery = """
    SELECT s.id, s.is_log, s.data FROM archived_trace AS t JOIN archived_segment AS s ON s.archive = t.id
      WHERE t.trace_high = ? AND t.trace_low = ? AND s.is_log = ? ORDER BY s.id
    """

  /// The segments of an archived trace, in the order in which they were written; without any, it is not archived.
  func archivedSegments(of id: TraceID, areLogs: Bool) throws(StoreError) -> [ArchivedSegment] {
    var segments: [ArchivedSegment] = []
    try archivedSegmentsOfTrace.forEachRow(id.storedHigh, id.storedLow, areLogs ? 1 : 0) { row in
      segments.append(ArchivedSegment(id: row.integer(0), isLog: row.integer(1) == 1, bytes: row.bytes(2)))
    }
    return segments
  }

  /// The archived traces, the last first.
  func archivedTraces(limit: Int) throws(StoreError) -> [ArchivedTrace] {
    var traces: [ArchivedTrace] = []
    try SQLiteStatement(
      connection, "SELECT \(ArchivedTrace.columns) FROM archived_trace ORDER BY archived DESC, id DESC LIMIT ?"
    ).forEachRow(Int64(limit)) { row in traces.append(ArchivedTrace(row)) }
    return traces
  }

  func archivedTrace(_ id: TraceID) throws(StoreError) -> ArchivedTrace? {
    var trace: ArchivedTrace?
    try SQLiteStatement(
      connection, "SELECT \(ArchivedTrace.columns) FROM archived_trace WHERE trace_high = ? AND trace_low = ?"
    ).forEachRow(id.storedHigh, id.storedLow) { row in trace = ArchivedTrace(row) }
    return trace
  }

  /// Those of some traces that are archived.
  func archivedTraces(among ids: Set<TraceID>) throws(StoreError) -> Set<TraceID> {
    var found: Set<TraceID> = []
    let statement = try SQLiteStatement(
      connection, "SELECT count(*) FROM archived_trace WHERE trace_high = ? AND trace_low = ?")
    for id in ids {
      try statement.forEachRow(id.storedHigh, id.storedLow) { row in
        if row.integer(0) > 0 { found.insert(id) }
      }
    }
    return found
  }

  /// What the archive holds in all, without its limit.
  func archiveFigures() throws(StoreError) -> ArchiveFigures {
    var figures = ArchiveFigures()
    try SQLiteStatement(
      connection,
      "SELECT count(*), coalesce(sum(spans), 0), coalesce(sum(records), 0), coalesce(sum(bytes), 0) FROM archived_trace"
    ).forEachRow { row in
      figures.traceCount = Self.bounded(row.integer(0))
      figures.spanCount = Self.bounded(row.integer(1))
      figures.recordCount = Self.bounded(row.integer(2))
      figures.byteCount = Self.bounded(row.integer(3))
    }
    return figures
  }

  /// What cannot be true is bounded, so that nothing overflows.
  private static func bounded(_ number: Int64) -> Int { Int(min(max(0, number), 1 << 46)) }
}

extension ArchivedTrace {
  fileprivate static let columns = "trace_high, trace_low, archived, spans, records, bytes"

  fileprivate init(_ row: borrowing SQLiteRow) {
    self.init(
      traceID: TraceID(storedHigh: row.integer(0), storedLow: row.integer(1)),
      time: Timestamp(earliestStored: row.integer(2)), spanCount: Int(UInt32(clamping: row.integer(3))),
      recordCount: Int(UInt32(clamping: row.integer(4))), byteCount: Int(UInt32(clamping: row.integer(5))))
  }
}
