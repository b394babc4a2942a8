import SegmentFormat
import TelemetryModel
import TelemetryStorage

extension SegmentStore {
  /// All spans of a segment.
  func decode(_ entry: SegmentEntry, _ reader: SegmentReader) throws(StoreError) -> SpanBatch {
    if entry.level == 0 { return try reader.levelZeroSegment(entry.id) }
    let segment = try reader.levelOneSegment(entry.id)
    do {
      return try segment.decodeAll()
    } catch {
      throw StoreError(error, path: path.database)
    }
  }

  /// The spans that a segment has of some traces.
  func spans(
    of ids: Set<TraceID>, in entry: SegmentEntry, _ detail: SpanDetail, _ reader: SegmentReader
  ) throws(StoreError) -> SpanBatch {
    if entry.level == 0 {
      let batch = try reader.levelZeroSegment(entry.id)
      var traces = SpanBatch()
      traces.append(contentsOf: batch, rows: batch.traceIDs.indices.filter { ids.contains(batch.traceIDs[$0]) })
      return traces
    }
    return try levelOneSpans(of: ids, in: entry, detail, reader)
  }

  /// The spans that a level-1 segment has of some traces.
  func levelOneSpans(
    of ids: Set<TraceID>, in entry: SegmentEntry, _ detail: SpanDetail, _ reader: SegmentReader
  ) throws(StoreError) -> SpanBatch {
    let segment = try opened(entry, reader)
    do {
      return detail == .whole ? try segment.traces(ids) : try segment.outlines(of: ids)
    } catch {
      throw StoreError(error, path: path.database)
    }
  }

  /// A level-1 segment, opened now or before.
  func opened(_ entry: SegmentEntry, _ reader: SegmentReader) throws(StoreError) -> LevelOneSegment {
    try openedSegments.value(of: entry.id) { () throws(StoreError) in try reader.levelOneSegment(entry.id) }
  }

  /// What `read` returns; `nil` when it comes upon damage.
  @discardableResult
  func undamaged<Result>(
    _ entry: SegmentEntry, _ read: () throws(StoreError) -> Result
  ) throws(StoreError) -> Result? {
    counters.segmentsRead.add()
    do {
      return try read()
    } catch {
      guard error.code == .corrupt else { throw error }
      damage.add(entry.id, error)
      return nil
    }
  }
}
