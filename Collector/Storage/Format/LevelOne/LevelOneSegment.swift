import BoundedZlib
import Synchronization
package import TelemetryModel

/// A level-1 segment, opened for reading. Immutable to its users; may be cached and shared by threads.
///
/// Opening inflates the core; attribute columns are inflated key by key on their first use and kept.
package final class LevelOneSegment: Sendable {
  let core: LevelOneCore
  private let segmentID: Int64
  private let spanIDs: BigEndianWords?
  private let traceIDs: BigEndianWords?
  private let attributes: Mutex<AttributeStreams?>
  let knownOperations = Mutex<[LevelOneOperation]?>(nil)

  /// - Parameter parts: the bytes of every part by its number. All but the core may be left out: what needs a part that
  ///   was not given throws.
  /// - Throws: `SegmentError` when a part is damaged, misplaced or of another version.
  package init(parts: [Int: [UInt8]], segmentID: Int64) throws(SegmentError) {
    func bytes(_ part: LevelOnePart) -> [UInt8] { parts[Int(part.rawValue), default: []] }
    self.segmentID = segmentID
    let reader = try StreamReader(bytes(.core), .core, segmentID: segmentID)
    let core: LevelOneCore
    do {
      core = try LevelOneCore(reader)
    } catch {
      throw SegmentError(error, segmentID, .core)
    }
    self.core = core
    byteCount = core.byteCount + bytes(.spanIDs).count + bytes(.traceIDs).count + bytes(.attributes).count * 2
    spanIDs = try Self.words(bytes(.spanIDs), .spanIDs, count: core.tables.spanCount, segmentID)
    traceIDs = try Self.words(bytes(.traceIDs), .traceIDs, count: core.tables.traceCount * 2, segmentID)
    guard !bytes(.attributes).isEmpty else {
      attributes = Mutex(nil)
      return
    }
    let blocks = try StreamReader(bytes(.attributes), .attributes, segmentID: segmentID)
    do {
      attributes = Mutex(try AttributeStreams(blocks, core.columns, core.checkpoints))
    } catch {
      throw SegmentError(error, segmentID, .attributes)
    }
  }

  /// About how much memory the segment takes when all its columns are open.
  package let byteCount: Int

  /// The span IDs of a segment, of which the other parts are not needed.
  ///
  /// - Throws: `SegmentError` when the part is damaged, misplaced or of another version.
  package static func spanIDs(part bytes: [UInt8], segmentID: Int64) throws(SegmentError) -> [UInt64] {
    let count = (bytes.count - BlockHeader.byteCount) / 8
    guard let words = try words(bytes, .spanIDs, count: count, segmentID) else { return [] }
    return (0..<count).map { words[$0] }
  }

  package var spanCount: Int { core.tables.spanCount }
  package var traceCount: Int { core.tables.traceCount }

  /// All spans, trace by trace in tree order.
  package func decodeAll() throws(SegmentError) -> SpanBatch { try read(ReadPlan(core)) }

  /// The spans of one trace in tree order; empty when the segment does not hold it.
  package func trace(_ id: TraceID) throws(SegmentError) -> SpanBatch { try traces([id]) }

  /// The spans of some traces, trace by trace in tree order, with the tables that they need; those that the segment does
  /// not hold are left out.
  ///
  /// Many traces at once cost much less than one after the other: what opens and seeks the columns is done once.
  package func traces(_ ids: Set<TraceID>) throws(SegmentError) -> SpanBatch {
    try traces(ids) { ReadPlan(core, forms: $0) }
  }

  /// The same with names, and nothing else but what always comes (see `LevelOneSelection`).
  package func outlines(of ids: Set<TraceID>) throws(SegmentError) -> SpanBatch {
    let selection = LevelOneSelection(keys: [], names: true, details: false, events: false, links: false)
    return try traces(ids) { forms in
      ReadPlan(core, operations: core.tables.range(of: .span).map(forms.contains), selection)
    }
  }

  /// - Parameter plan: what is read, given the forms of the traces.
  private func traces(_ ids: Set<TraceID>, _ plan: (Set<Int>) -> ReadPlan) throws(SegmentError) -> SpanBatch {
    let (spanIDs, traceIDs) = try idWords()
    let wanted: [Int]
    if ids.count == 1, let only = ids.first {
      wanted = (0..<traceCount).first { traceIDs.traceID($0) == only }.map { [$0] } ?? []
    } else {
      wanted = (0..<traceCount).filter { ids.contains(traceIDs.traceID($0)) }
    }
    guard let first = wanted.first else { return SpanBatch() }
    let plan = plan(wanted.reduce(into: []) { $0.formUnion(core.forms(of: $1)) })
    let streams = try opened(keys: plan.keys)
    do {
      var assembler = SegmentAssembler(core, plan, streams, spanIDs: spanIDs, from: first, keepsTables: false)
      try assembler.append(wanted, from: first, traceIDs)
      return assembler.batch
    } catch {
      throw failure(error, .attributes)
    }
  }

  /// Reads the traces of a plan into a batch that keeps the segment's tables and codes.
  ///
  /// - Parameter wanted: a flag for each trace; `nil` for all of them.
  func read(_ plan: ReadPlan, traces wanted: [Bool]? = nil) throws(SegmentError) -> SpanBatch {
    let (spanIDs, traceIDs) = try idWords()
    let streams = try opened(keys: plan.keys)
    do {
      var assembler = SegmentAssembler(core, plan, streams, spanIDs: spanIDs, keepsTables: true)
      if !plan.isByTime, wanted == nil { assembler.reserve() }
      try assembler.append((0..<traceCount).lazy.filter { wanted?[$0] ?? true }, from: 0, traceIDs)
      return assembler.batch
    } catch {
      throw failure(error, .attributes)
    }
  }

  // MARK: Parts

  /// The attribute streams with the given keys open. Copies share their storage.
  func opened(keys: some Sequence<Int>) throws(SegmentError) -> AttributeStreams {
    do {
      return try attributes.withLock { (streams) throws(ByteReaderError) -> AttributeStreams in
        guard var opened = streams.take() else { throw Self.missing }
        defer { streams = opened }
        let closed = keys.filter { !opened.isOpen[$0] }
        guard !closed.isEmpty else { return opened }
        var inflater = Inflater(.raw)
        for key in closed { try opened.open(key, core.layout, core.columns, &inflater) }
        return opened
      }
    } catch {
      throw failure(error, .attributes)
    }
  }

  private func idWords() throws(SegmentError) -> (spans: BigEndianWords, traces: BigEndianWords) {
    guard let spanIDs else { throw failure(Self.missing, .spanIDs) }
    guard let traceIDs else { throw failure(Self.missing, .traceIDs) }
    return (spanIDs, traceIDs)
  }

  private static let missing = ByteReaderError(byteOffset: 0, reason: "the part was not given")

  func failure(_ error: ByteReaderError, _ part: LevelOnePart) -> SegmentError { SegmentError(error, segmentID, part) }

  private static func words(
    _ block: [UInt8], _ part: LevelOnePart, count: Int, _ segmentID: Int64
  ) throws(SegmentError) -> BigEndianWords? {
    if block.isEmpty { return nil }
    try BlockHeader.check(
      block.span.bytes, .levelOneSpans, version: LevelOneEncoder.formatVersion, segmentID: segmentID,
      part: part.rawValue)
    let words = BigEndianWords(Array(block.dropFirst(BlockHeader.byteCount)))
    guard block.count == BlockHeader.byteCount + count * 8 else {
      throw SegmentError(
        ByteReaderError(byteOffset: 0, reason: "there are \(words.count) words of IDs"), segmentID, part)
    }
    return words
  }
}

extension SegmentError {
  fileprivate init(_ error: ByteReaderError, _ segmentID: Int64, _ part: LevelOnePart) {
    self.init(error, segmentID: segmentID, part: BlockHeader.Kind.levelOneSpans.partName(part.rawValue))
  }
}

extension LevelOneCore {
  /// About how much memory it takes, with what an opened segment keeps per slot and symbol.
  fileprivate var byteCount: Int {
    let rows = tables.spanCount * 8 + traces.count * 64 + tables.eventCount * 2 + tables.linkCount * 32
    let texts = tables.batch.strings.arena.count + tables.batch.strings.count * 4 + templates.count * 128
    let slots = columns.slots.count * 120 + columns.columns.count * 80 + columns.table.bases.count * 9
    let marks = checkpoints.byteCount(slotCount: columns.slots.count)
    return rows + texts + slots + marks + (columns.symbolEnds.last ?? 0) + tables.batch.payloads.count * 8
  }

  /// The forms of a trace's spans, events and links.
  func forms(of trace: Int) -> Set<Int> {
    var forms: Set<Int> = []
    let next = traces[trace + 1]
    for row in rows(of: trace) { forms.insert(operations[row]) }
    for event in traces[trace].event..<next.event { forms.insert(tables.formStarts[1] + eventForms[event]) }
    for link in traces[trace].link..<next.link { forms.insert(tables.formStarts[2] + linkForms[link]) }
    return forms
  }
}
