import SegmentFormat
import SegmentScan
import TelemetryModel
import TelemetryStorage

/// One scan of log records: what it asks of every segment's filters, prepared once.
struct LogSegmentSearch {
  private let store: SegmentStore
  private let reader: SegmentReader
  /// Every body that is looked for has all of these words.
  private let words: [UInt64]
  private let correlationID: (hash: UInt64, trace: TraceID?)?
  private let attributeHashes: [[UInt64]]

  init(_ store: SegmentStore, _ reader: SegmentReader, _ hint: LogScanHint) {
    self.store = store
    self.reader = reader
    words =
      hint.bodyTexts.flatMap(LogWords.requiredHashes)
      + hint.bodyPhrases.flatMap { LogWords.hashes(of: Array($0.utf8)[...]) }
    correlationID = hint.correlationID.map { id in
      (FilterHash.of(correlationID: Array(id.utf8).span.bytes), id.utf8.count == 32 ? TraceID(hex: id) : nil)
    }
    var attributes = ScanHint()
    attributes.attributes = hint.attributeChoices
    attributeHashes = attributes.attributeHashes
  }

  /// All records of a segment; none when it is damaged, or cannot have what the hint demands.
  func load(_ entry: LogEntry) throws(StoreError) -> LogBatch {
    guard try mayContainWords(entry), try mayContainAttributes(entry) else { return LogBatch() }
    // Level 0 is merged away soon; remembering it would push out what stays.
    if entry.level == 0 { return try store.undamagedLogs(entry, reader) ?? LogBatch() }
    return try store.logs.batches.value(of: entry.id) { () throws(StoreError) in
      try store.undamagedLogs(entry, reader) ?? LogBatch()
    }
  }

  private func mayContainWords(_ entry: LogEntry) throws(StoreError) -> Bool {
    if words.isEmpty && correlationID == nil { return true }
    guard let filter = try filter(LogPart.wordFilter, of: entry, store.logs.wordFilters) else { return true }
    guard words.allSatisfy(filter.mayContain) else { return false }
    guard let correlationID else { return true }
    return filter.mayContain(correlationID.hash) || (correlationID.trace.map(entry.mayContain) ?? false)
  }

  private func mayContainAttributes(_ entry: LogEntry) throws(StoreError) -> Bool {
    if attributeHashes.isEmpty || entry.level == 0 { return true }
    return try filter(LogPart.valueFilter, of: entry, store.logs.valueFilters)?
      .mayContain(oneOfEach: attributeHashes) ?? true
  }

  /// `nil` when it is missing or damaged: then it leaves nothing out.
  private func filter(
    _ part: Int, of entry: LogEntry, _ cache: SegmentCache<BinaryFuseFilter?>
  ) throws(StoreError) -> BinaryFuseFilter? {
    func read() throws(StoreError) -> BinaryFuseFilter? {
      do throws(StoreError) {
        return try reader.logFilter(part, of: entry.id)
      } catch {
        guard error.code == .corrupt else { throw error }
        store.damage.add(entry.id, error)
        return nil
      }
    }
    // Level 0 goes away soon.
    return entry.level == 0 ? try read() : try cache.value(of: entry.id, read: read)
  }
}
