import SegmentFormat
import TelemetryModel
import TelemetryStorage

/// A row of `segment`.
struct SpanRow: SegmentRow {
  let id: Int64
  let level: Int
  let earliestStart: Timestamp
  let latestStart: Timestamp
  let arrived: Timestamp
  let spanCount: Int
  let traceCount: Int
  let byteCount: Int
  let summary: [UInt8]
  let traceFilter: [UInt8]

  static let table = "segment"
  static let meta = "meta"
  static let columns = "id, level, t0, t1, arrived, spans, traces, bytes, summary, trace_filter"
  /// Those that are set aside are in a table of their own.
  static let isSound = "TRUE"

  init(_ row: borrowing SQLiteRow) {
    id = row.integer(0)
    level = Int(UInt8(clamping: row.integer(1)))
    earliestStart = Timestamp(earliestStored: row.integer(2))
    latestStart = Timestamp(latestStored: row.integer(3))
    arrived = Timestamp(earliestStored: row.integer(4))
    spanCount = Int(UInt32(clamping: row.integer(5)))
    traceCount = Int(UInt32(clamping: row.integer(6)))
    byteCount = Int(UInt32(clamping: row.integer(7)))
    summary = row.bytes(8)
    traceFilter = row.bytes(9)
  }

  /// Whether its plain columns say what the summary says, which has a checksum.
  func agrees(with figures: SegmentFigures) -> Bool {
    level == figures.level && spanCount == figures.spanCount && traceCount == figures.traceCount
      && earliestStart.stored == figures.earliestStart.stored && latestStart.stored == figures.latestStart.stored
  }
}
