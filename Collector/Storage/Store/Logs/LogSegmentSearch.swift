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
  private let correlation: Correlation?
  private let attributeHashes: [[AttributeHashes.Demand]]
  /// `nil` when nothing is asked of bodies.
  private let bodies: BodyMatcher?

  init(_ store: SegmentStore, _ reader: SegmentReader, _ hint: LogScanHint) {
    self.store = store
    self.reader = reader
    words =
      hint.bodyTexts.flatMap(LogWords.requiredHashes)
      + hint.bodyPhrases.flatMap { LogWords.hashes(of: Array($0.utf8)[...]) }
    correlation = hint.correlationID.map { Correlation($0, hint) }
    var attributes = ScanHint()
    attributes.attributes = hint.attributeChoices
    attributeHashes = attributes.attributeHashes
    bodies = BodyMatcher(hint)
  }

  /// The records of a segment, all or those whose bodies are what the hint asks for; none when it is damaged, or cannot
  /// have what the hint demands.
  func load(_ entry: LogEntry) throws(StoreError) -> LogBatch {
    guard try mayContainWords(entry), try mayContainAttributes(entry), try mayContainCorrelationID(entry) else {
      return LogBatch()
    }
    // Level 0 is merged away soon; remembering it would push out what stays.
    if entry.level == 0 { return try store.undamagedLogs(entry, reader) ?? LogBatch() }
    if let kept = store.logs.batches.kept(entry.id) { return kept }
    if let bodies, let selected = try store.undamagedLogs(entry, reader, selecting: bodies) { return selected }
    return try store.logs.batches.value(of: entry.id) { () throws(StoreError) in
      try store.undamagedLogs(entry, reader) ?? LogBatch()
    }
  }

  private func mayContainWords(_ entry: LogEntry) throws(StoreError) -> Bool {
    if words.isEmpty { return true }
    guard let filter = try filter(LogPart.wordFilter, of: entry, store.logs.wordFilters) else { return true }
    return words.allSatisfy(filter.mayContain)
  }

  /// What a correlation ID is looked up by.
  private struct Correlation {
    let id: UInt64
    let keys: [UInt64]
    /// The ID is that of records without one, too.
    let trace: TraceID?
    /// Of all attributes by which a record may carry it; empty when they cannot be listed.
    let values: [[AttributeHashes.Demand]]

    init(_ id: String, _ hint: LogScanHint) {
      self.id = FilterHash.of(correlationID: Array(id.utf8).span.bytes)
      keys = LogWords.hashes(of: hint.correlationKeys)
      trace = id.utf8.count == 32 ? TraceID(hex: id) : nil
      var choice = ScanHint()
      choice.attributes = hint.correlationChoice.map { [$0] } ?? []
      values = choice.attributeHashes
    }
  }

  /// The word filter knows IDs under the keys that the segment was made with, the value filter all attributes.
  private func mayContainCorrelationID(_ entry: LogEntry) throws(StoreError) -> Bool {
    guard let correlation else { return true }
    if let trace = correlation.trace, entry.mayContain(trace) { return true }
    if let known = try filter(LogPart.wordFilter, of: entry, store.logs.wordFilters),
      correlation.keys.allSatisfy(known.mayContain), !known.mayContain(correlation.id)
    {
      return false
    }
    if entry.level == 0 || correlation.values.isEmpty { return true }
    return try filter(LogPart.valueFilter, of: entry, store.logs.valueFilters)?
      .mayContain(oneOfEach: correlation.values) ?? true
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
