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

  /// - Parameter parts: the bytes of every part by its number. All but the core may be empty: what needs a part that
  ///   was not given throws.
  /// - Throws: `SegmentError` when a part is damaged, misplaced or of another version.
  package init(parts: [[UInt8]], segmentID: Int64) throws(SegmentError) {
    func bytes(_ part: LevelOnePart) -> [UInt8] {
      Int(part.rawValue) < parts.count ? parts[Int(part.rawValue)] : []
    }
    self.segmentID = segmentID
    let reader = try StreamReader(bytes(.core), .core, segmentID: segmentID)
    let core: LevelOneCore
    do {
      core = try LevelOneCore(reader)
    } catch {
      throw Self.failure(error, .core, segmentID)
    }
    self.core = core
    spanIDs = try Self.words(bytes(.spanIDs), .spanIDs, count: core.tables.spanCount, segmentID)
    traceIDs = try Self.words(bytes(.traceIDs), .traceIDs, count: core.tables.traceCount * 2, segmentID)
    guard !bytes(.attributes).isEmpty else {
      attributes = Mutex(nil)
      return
    }
    let blocks = try StreamReader(bytes(.attributes), .attributes, segmentID: segmentID)
    do {
      attributes = Mutex(try AttributeStreams(blocks, core.columns))
    } catch {
      throw Self.failure(error, .attributes, segmentID)
    }
  }

  package static let partCount = LevelOnePart.allCases.count

  package var spanCount: Int { core.tables.spanCount }
  package var traceCount: Int { core.tables.traceCount }

  /// All spans, trace by trace in tree order.
  package func decodeAll() throws(SegmentError) -> SpanBatch {
    let (spanIDs, traceIDs) = try ids()
    let streams = try opened(keys: core.layout.keyEnds.indices)
    do {
      var assembler = SegmentAssembler(core, streams, spanIDs: spanIDs, isWhole: true, at: 0)
      assembler.reserve()
      for trace in 0..<traceCount {
        try assembler.append(trace, id: TraceID(high: traceIDs[2 * trace], low: traceIDs[2 * trace + 1]))
      }
      return assembler.batch
    } catch {
      throw Self.failure(error, .attributes, segmentID)
    }
  }

  /// The spans of one trace in tree order; empty when the segment does not hold it.
  package func trace(_ id: TraceID) throws(SegmentError) -> SpanBatch {
    let (spanIDs, traceIDs) = try ids()
    guard let trace = (0..<traceCount).first(where: { traceIDs[2 * $0] == id.high && traceIDs[2 * $0 + 1] == id.low })
    else { return SpanBatch() }
    let streams = try opened(keys: core.keys(of: trace))
    do {
      var assembler = SegmentAssembler(core, streams, spanIDs: spanIDs, isWhole: false, at: trace)
      try assembler.append(trace, id: id)
      return assembler.batch
    } catch {
      throw Self.failure(error, .attributes, segmentID)
    }
  }

  // MARK: Parts

  /// The attribute streams with the given keys open. Copies share their storage.
  func opened(keys: some Sequence<Int>) throws(SegmentError) -> AttributeStreams {
    do {
      return try attributes.withLock { (streams) throws(ByteReaderError) -> AttributeStreams in
        guard var opened = streams.take() else { throw Self.missing }
        defer { streams = opened }
        var inflater = Inflater(.raw)
        for key in keys where !opened.isOpen[key] { try opened.open(key, core.layout, core.columns, &inflater) }
        return opened
      }
    } catch {
      throw Self.failure(error, .attributes, segmentID)
    }
  }

  private func ids() throws(SegmentError) -> (spans: BigEndianWords, traces: BigEndianWords) {
    guard let spanIDs else { throw Self.failure(Self.missing, .spanIDs, segmentID) }
    guard let traceIDs else { throw Self.failure(Self.missing, .traceIDs, segmentID) }
    return (spanIDs, traceIDs)
  }

  private static let missing = ByteReaderError(byteOffset: 0, reason: "the part was not given")

  private static func failure(_ error: ByteReaderError, _ part: LevelOnePart, _ segmentID: Int64) -> SegmentError {
    SegmentError(error, segmentID: segmentID, part: BlockHeader.Kind.levelOneSpans.partName(part.rawValue))
  }

  private static func words(
    _ block: [UInt8], _ part: LevelOnePart, count: Int, _ segmentID: Int64
  ) throws(SegmentError) -> BigEndianWords? {
    if block.isEmpty { return nil }
    try BlockHeader.check(
      block.span.bytes, .levelOneSpans, version: LevelOneEncoder.formatVersion, segmentID: segmentID,
      part: part.rawValue)
    let words = BigEndianWords(Array(block.dropFirst(BlockHeader.byteCount)))
    guard block.count == BlockHeader.byteCount + count * 8 else {
      throw failure(ByteReaderError(byteOffset: 0, reason: "there are \(words.count) words of IDs"), part, segmentID)
    }
    return words
  }
}

extension LevelOneCore {
  /// The forms of a trace's spans, events and links.
  func forms(of trace: Int) -> Set<Int> {
    var forms: Set<Int> = []
    let next = traces[trace + 1]
    for row in rows(of: trace) { forms.insert(operations[row]) }
    for event in traces[trace].event..<next.event { forms.insert(tables.formStarts[1] + eventForms[event]) }
    for link in traces[trace].link..<next.link { forms.insert(tables.formStarts[2] + linkForms[link]) }
    return forms
  }

  /// The keys that the columns of a trace belong to.
  func keys(of trace: Int) -> Set<Int> {
    var keys: Set<Int> = []
    for form in forms(of: trace) {
      for place in layout.columnRange(of: form) { keys.insert(Int(layout.columns[Int(layout.formColumns[place])].key)) }
    }
    return keys
  }
}
