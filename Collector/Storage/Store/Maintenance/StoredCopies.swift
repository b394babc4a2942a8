import SegmentFormat
import TelemetryModel
import TelemetryStorage

/// Finds spans that were sent again after a merge: those that a level-1 segment has already.
///
/// A segment can have them when it shares a time and a trace with the new spans; then its span IDs are read, 8 bytes a
/// span. Only traces of which a span ID comes back are read and compared, field by field.
struct StoredCopies {
  /// How many segments are looked at, those that arrived last. A span that comes again so much later stays double.
  private static let segmentLimit = 16

  /// How many traces are read and compared at once. All of a segment would take as much memory as a merge.
  private static let comparedTraceCount = 1_024

  private let store: SegmentStore
  private let reader: SegmentReader
  private let batch: SpanBatch
  private var copies: Set<Int> = []

  /// The rows of a batch without those that are stored already; `nil` when there are none of those.
  static func newRows(of batch: SpanBatch, in store: SegmentStore) throws(StoreError) -> [Int]? {
    guard let earliest = batch.startTimes.min(), let latest = batch.startTimes.max(),
      let range = TimeRange(start: earliest, end: latest)
    else { return nil }
    let traces = TraceFilter.fingerprints(of: Set(batch.traceIDs))
    return try store.read { (reader, catalog) throws(StoreError) in
      let candidates = catalog.entries.filter { entry in
        entry.level > 0 && entry.overlaps(range) && (entry.traceFilter?.shares(traces) ?? false)
      }
      var search = StoredCopies(store: store, reader: reader, batch: batch)
      for entry in candidates.sorted(by: { $0.arrived > $1.arrived }).prefix(segmentLimit) {
        try store.undamaged(entry) { () throws(StoreError) in try search.compare(entry) }
      }
      return search.copies.isEmpty ? nil : batch.traceIDs.indices.filter { !search.copies.contains($0) }
    }
  }

  private init(store: SegmentStore, reader: SegmentReader, batch: SpanBatch) {
    self.store = store
    self.reader = reader
    self.batch = batch
  }

  private mutating func compare(_ entry: SegmentEntry) throws(StoreError) {
    let rowsByTrace = Dictionary(grouping: try suspects(entry)) { batch.traceIDs[$0] }
    var traces = rowsByTrace.keys.sorted()[...]
    while !traces.isEmpty {
      let some = traces.prefix(Self.comparedTraceCount)
      traces.removeFirst(some.count)
      var joined = try store.levelOneSpans(of: Set(some), in: entry, .whole, reader)
      let storedCount = joined.count
      let rows = some.flatMap { rowsByTrace[$0] ?? [] }
      joined.append(contentsOf: batch, rows: rows)
      guard let distinct = DuplicateRows.distinctRows(of: joined) else { continue }
      let kept = Set(distinct)
      for (offset, row) in rows.enumerated() where !kept.contains(storedCount + offset) { copies.insert(row) }
    }
  }

  /// The rows whose span ID and trace the segment seems to have.
  private func suspects(_ entry: SegmentEntry) throws(StoreError) -> [Int] {
    let number = Int(LevelOnePart.spanIDs.rawValue)
    guard let part = try reader.parts(of: entry.id, in: number...number)[number] else { return [] }
    let stored: [UInt64]
    do {
      stored = try LevelOneSegment.spanIDs(part: part, segmentID: entry.id)
    } catch {
      throw StoreError(error, path: store.path.database)
    }
    var fingerprints = FingerprintSet()
    fingerprints.formUnion(stored.lazy.map(Self.fingerprint))
    return batch.spanIDs.indices.filter { row in
      fingerprints.contains(Self.fingerprint(batch.spanIDs[row].rawValue)) && !copies.contains(row)
        && entry.mayContain(batch.traceIDs[row])
    }
  }

  private static func fingerprint(_ spanID: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: spanID ^ spanID >> 32) }
}
