import SegmentFormat
import TelemetryStorage

extension SegmentStore {
  /// Where the bytes of log records are.
  func logFigures() throws(StoreError) -> StorageFigures.Logs {
    try readLogs { (reader, catalog) throws(StoreError) in
      var figures = StorageFigures.Logs()
      var columns = ColumnCount()
      for entry in catalog.entries {
        figures.segments += 1
        figures.records += entry.recordCount
        figures.bytes += entry.byteCount
        if entry.level == 0 { columns.add(.unmeasured, "not merged yet", entry.byteCount) }
      }
      let merged = Dictionary(catalog.entries.filter { $0.level > 0 }.map { ($0.id, $0.byteCount) }) { first, _ in first
      }
      try reader.forEachLogColumns { id, filters, head in
        guard var rest = merged[id] else { return }
        for filter in filters {
          columns.add(.overhead, filter.name, filter.byteCount)
          rest -= filter.byteCount
        }
        for column in LevelOneLogSegment.columnByteCounts(head.span.bytes) ?? [] {
          columns.add(.stream, column.name, column.byteCount)
          rest -= column.byteCount
        }
        columns.add(.overhead, "block headers", rest)
      }
      figures.columns = columns.sorted(adjustedTo: figures.bytes)
      return figures
    }
  }

  /// Where the bytes of points of metrics are.
  func metricFigures() throws(StoreError) -> StorageFigures.Metrics {
    try readMetrics { (reader, catalog) throws(StoreError) in
      var figures = StorageFigures.Metrics()
      var columns = ColumnCount()
      for entry in catalog.entries {
        figures.segments += 1
        figures.points += entry.pointCount
        figures.bytes += entry.byteCount
        var rest = entry.byteCount
        for column in try undamagedDirectory(entry, reader)?.columnByteCounts ?? [] {
          columns.add(.stream, column.name, column.byteCount)
          rest -= column.byteCount
        }
        columns.add(.overhead, "names, labels, places of series", rest)
      }
      figures.columns = columns.sorted(adjustedTo: figures.bytes)
      return figures
    }
  }
}

/// Bytes by the name of a column.
private struct ColumnCount {
  private var bytes: [String: (kind: StorageFigures.ColumnKind, bytes: Int)] = [:]

  mutating func add(_ kind: StorageFigures.ColumnKind, _ name: String, _ byteCount: Int) {
    bytes[name, default: (kind, 0)].bytes += byteCount
  }

  /// By falling size. What damage may have made of the lengths is made good, so that the columns add up to `total`.
  func sorted(adjustedTo total: Int) -> [StorageFigures.Column] {
    var columns = bytes.filter { $0.value.bytes > 0 }
      .map { StorageFigures.Column(kind: $0.value.kind, name: $0.key, bytes: $0.value.bytes) }
      .sorted { ($1.bytes, $0.name) < ($0.bytes, $1.name) }
    let difference = total - columns.reduce(0) { $0 + $1.bytes }
    if difference != 0 { columns.append(StorageFigures.Column(kind: .unmeasured, name: "unknown", bytes: difference)) }
    return columns
  }
}

extension SegmentReader {
  /// Offers the lengths of what stands beside the records of each log segment, and how its records begin.
  fileprivate func forEachLogColumns(
    _ visit: (Int64, [(name: String, byteCount: Int)], _ head: [UInt8]) -> Void
  ) throws(StoreError) {
    let sql = """
      SELECT s.id, length(summary), length(trace_filter), coalesce(length(words.data), 0),
          coalesce(length(attributes.data), 0), substr(records.data, 1, \(LevelOneLogSegment.columnHeadByteCount))
        FROM log_segment AS s JOIN log_segment_part AS records ON records.id = s.id * 8 + \(LogPart.data)
          LEFT JOIN log_segment_part AS words ON words.id = s.id * 8 + \(LogPart.wordFilter)
          LEFT JOIN log_segment_part AS attributes ON attributes.id = s.id * 8 + \(LogPart.valueFilter)
        WHERE level > 0 AND is_damaged = 0
      """
    try SQLiteStatement(connection, sql).forEachRow { row in
      var filters: [(name: String, byteCount: Int)] = []
      for name in ["summaries", "filters of traces", "filters of words", "filters of attributes"] {
        filters.append((name, Int(UInt32(clamping: row.integer(Int32(filters.count + 1))))))
      }
      visit(row.integer(0), filters, row.bytes(5))
    }
  }
}
