import SegmentFormat
import SegmentScan
import TelemetryModel
import TelemetryStorage

/// One scan: what it asks of every segment, prepared once.
struct SegmentSearch {
  let store: SegmentStore
  let reader: SegmentReader
  /// See `ScanHint.attributeHashes`.
  private let attributeHashes: [[AttributeHashes.Demand]]

  init(_ store: SegmentStore, _ reader: SegmentReader, _ hint: ScanHint) {
    self.store = store
    self.reader = reader
    attributeHashes = hint.attributeHashes
  }

  /// All spans of a segment; none when it is damaged, or cannot have the attributes that the hint demands.
  func load(_ entry: SegmentEntry) throws(StoreError) -> SpanBatch {
    guard try mayContainAttributes(entry) else { return SpanBatch() }
    return try store.undamaged(entry) { () throws(StoreError) in try store.decode(entry, reader) } ?? SpanBatch()
  }

  /// Hands over the spans that fulfil a condition, as `ScanPortion.matches` does.
  func matches(
    _ condition: SpanCondition, in entry: SegmentEntry, _ visit: ([SpanMatch]) -> ScanStep
  ) throws(StoreError) {
    guard try mayContainAttributes(entry) else { return }
    guard entry.level > 0 else { return try load(entry).matches(condition, visit) }
    try store.undamaged(entry) { () throws(StoreError) in
      let segment = try store.opened(entry, reader)
      do throws(SegmentError) {
        try segment.matches(condition, visit)
      } catch {
        throw StoreError(error, path: store.path.database)
      }
    }
  }

  /// The spans that may fulfil a condition, as `ScanPortion.candidates` gives them.
  func candidates(
    for condition: SpanCondition, columns: SpanCondition.Columns, in entry: SegmentEntry
  ) throws(StoreError) -> SpanBatch {
    guard try mayContainAttributes(entry) else { return SpanBatch() }
    guard entry.level > 0 else { return try load(entry) }
    let found = try store.undamaged(entry) { () throws(StoreError) in
      let segment = try store.opened(entry, reader)
      do throws(SegmentError) {
        return try segment.candidates(for: condition, columns: columns)
      } catch {
        throw StoreError(error, path: store.path.database)
      }
    }
    return found ?? SpanBatch()
  }

  /// Asks the value filter. One that is missing or damaged leaves nothing out.
  private func mayContainAttributes(_ entry: SegmentEntry) throws(StoreError) -> Bool {
    if attributeHashes.isEmpty || entry.level == 0 { return true }
    let filter = try store.valueFilters.value(of: entry.id) { () throws(StoreError) in
      do throws(StoreError) {
        return try reader.valueFilter(entry.id)
      } catch {
        guard error.code == .corrupt else { throw error }
        store.damage.add(entry.id, error)
        return nil
      }
    }
    return filter?.mayContain(oneOfEach: attributeHashes) ?? true
  }
}
