import SegmentFormat
package import TelemetryModel
package import TelemetryStorage

extension SegmentStore: TraceArchive {
  package func archive(_ id: TraceID) throws(StoreError) -> ArchivedTrace? {
    let spans = Self.withoutCopies(try trace(id))
    if spans.isEmpty { return nil }
    let logs = try logs(of: id)
    return try withWriter { (writer) throws(StoreError) in try writer.archive(id, spans, logs) }
  }

  package func removeFromArchive(_ id: TraceID) throws(StoreError) -> Bool {
    try withWriter { (writer) throws(StoreError) in try writer.removeFromArchive(id) }
  }

  package func archivedTraces(
    limit: Int, only id: TraceID?
  ) throws(StoreError) -> (traces: [ArchivedTrace], figures: ArchiveFigures) {
    let archiveByteCount = archiveByteCount
    return try readRaw { (reader) throws(StoreError) in
      var figures = try reader.archiveFigures()
      figures.byteLimit = archiveByteCount
      guard let id else { return (try reader.archivedTraces(limit: limit), figures) }
      return (try reader.archivedTrace(id).map { [$0] } ?? [], figures)
    }
  }

  /// Figures for metrics; nothing when they cannot be found out.
  func archiveStatistics() -> ArchiveFigures {
    (try? readRaw { (reader) throws(StoreError) in try reader.archiveFigures() }) ?? ArchiveFigures()
  }
}

extension SegmentStore {
  /// What the archive holds, as storage figures tell it.
  func archiveStorageFigures() throws(StoreError) -> StorageFigures.Archive {
    let held = try readRaw { (reader) throws(StoreError) in try reader.archiveFigures() }
    var figures = StorageFigures.Archive()
    figures.traces = held.traceCount
    figures.spans = held.spanCount
    figures.records = held.recordCount
    figures.bytes = held.byteCount
    return figures
  }
}

// MARK: Reading

extension SegmentStore {
  /// A trace together with its copy in the archive, each span once.
  func joined(_ trace: SpanBatch, withArchived id: TraceID, _ reader: SegmentReader) throws(StoreError) -> SpanBatch {
    let segments = try reader.archivedSegments(of: id, areLogs: false)
    if segments.isEmpty { return trace }
    var all = trace
    for segment in segments {
      if let spans = undamaged(segment, { (segment) throws(SegmentError) in try segment.spans() }) {
        all.append(contentsOf: spans)
      }
    }
    return Self.withoutCopies(all)
  }

  /// The log records of archived traces as portions of a scan.
  func archivedPortions(of ids: Set<TraceID>, _ reader: SegmentReader) throws(StoreError) -> [LogPortion] {
    var portions: [LogPortion] = []
    for id in ids {
      for segment in try reader.archivedSegments(of: id, areLogs: true) {
        guard let batch = undamaged(segment, { (segment) throws(SegmentError) in try segment.logs() }) else { continue }
        let times = (0..<batch.count).map(batch.effectiveTime)
        guard let first = times.min(), let last = times.max(), let range = TimeRange(start: first, end: last) else {
          continue
        }
        portions.append(LogPortion(times: range) { () throws(StoreError) in batch })
      }
    }
    return portions
  }

  private func undamaged<Batch>(
    _ segment: ArchivedSegment, _ decode: (ArchivedSegment) throws(SegmentError) -> Batch
  ) -> Batch? {
    counters.segmentsRead.add()
    do {
      return try decode(segment)
    } catch {
      damage.add(segment.id, StoreError(error, path: path.database))
      return nil
    }
  }

  private static func withoutCopies(_ batch: SpanBatch) -> SpanBatch {
    guard let rows = DuplicateRows.distinctRows(of: batch) else { return batch }
    var distinct = SpanBatch()
    distinct.append(contentsOf: batch, rows: rows)
    return distinct
  }

  /// The log records that name a trace, by field or by attribute, without those that were sent again.
  private func logs(of id: TraceID) throws(StoreError) -> LogBatch {
    var hint = LogScanHint()
    hint.traceIDs = [id]
    var copies = DuplicateRecords()
    try scanLogs(hint, .oldestFirst) { (portion) throws(StoreError) in
      let batch = try portion.load()
      let lookUps = LogLookUpColumns(batch, keys: correlationKeys)
      let rows = (0..<batch.count).filter { lookUps.traceIDs[$0] == id }
      if rows.isEmpty { return .continue }
      var records = LogBatch()
      records.append(contentsOf: batch, rows: rows)
      copies.add(records)
      guard copies.batch.estimatedByteCount <= StoreLimits.archivedLogByteCount else {
        throw StoreError(
          .full,
          "\(path.database): the log records of trace \(id) take more than \(StoreLimits.archivedLogByteCount >> 20) MiB "
            + "of memory; it cannot be archived")
      }
      return .continue
    }
    var records = LogBatch()
    records.append(contentsOf: copies.batch, rows: copies.distinctRows)
    return records
  }
}
