package import TelemetryModel

/// Makes level-1 segments: spans of whole traces in tree order, small, and quick to look a trace up in.
///
/// The layout is described in `FORMAT-level-one.md`. Rows are grouped by trace, every column is partitioned by
/// operation, tokens are predicted within their trace, and what is random is stored raw.
///
/// Keeps its buffers from one segment to the next.
package struct LevelOneEncoder: ~Copyable {
  static let formatVersion: UInt8 = 1

  private var deflater = SegmentDeflater()
  private var symbolDeflater = SymbolDeflater()

  package init() {}

  /// Encodes a batch that is not empty, rows in any order. O(size of the batch).
  package mutating func encode(_ batch: borrowing SpanBatch, segmentID: Int64) -> EncodedLevelOne {
    precondition(!batch.isEmpty, "an empty segment is never stored")
    let order = TraceOrder(batch)
    let forms = FormTable(batch, order)
    var keys = KeyTable(batch)
    let formColumns = forms.forms.indices.map { form in
      (attributes: keys.columns(of: forms.forms[form], in: batch), isShared: forms.isShared(form))
    }
    let layout = ColumnLayout(keyCount: keys.count, forms: formColumns)
    var plans = ColumnPlans(batch, layout, ColumnValues(batch, order, forms, layout))
    let hits = predict(batch, order, forms, layout, &plans, placeCount: keys.count * MemoryPlace.countPerKey)

    var dictionary = DictionaryBuilder(textCount: batch.strings.count)
    var columns = ColumnWriter(textCount: batch.strings.count)
    columns.write(layout, plans, hits: hits, batch.strings, &dictionary)
    var times = TimeEncoder()
    var symbolEncoder = SymbolEncoder()
    times.encode(batch, order, forms, forms.timeLayout, &symbolEncoder)
    var core = CoreWriter()
    core.write(batch, order, forms, &keys, &dictionary)
    let (templateLengths, templateText) = plans.texts.encodeTemplates()
    let (lengths, text) = dictionary.encode(batch.strings)

    var streamSizes: [Int] = []
    var pack = StreamPack()
    for stream in CoreStream.allCases {
      switch stream {
      case .dictionaryLengths: pack.add(lengths, &deflater)
      case .dictionaryText: pack.add(text, &deflater)
      case .templateLengths: pack.add(templateLengths, &deflater)
      case .templateText: pack.add(templateText, &deflater)
      case .columns: pack.add(columns.descriptors.bytes, &deflater)
      case .timeColumns: pack.add(times.columns.bytes, &deflater)
      case .timeSymbols: pack.add(times.symbols, &symbolDeflater)
      case .timeBits: pack.addRaw(times.bits.bytes)
      case .orphanParents: pack.addRaw(core.streams[stream.rawValue])
      case .closings, .resources, .linkCounts, .eventCounts, .traceCounts:
        pack.add(core.streams[stream.rawValue], &symbolDeflater)
      default: pack.add(core.streams[stream.rawValue], &deflater)
      }
      streamSizes.append(pack.latestByteCount)
    }
    var parts = [(part: Int(LevelOnePart.core.rawValue), bytes: pack.block(.core, segmentID: segmentID))]
    parts.append(idPart(.spanIDs, order.batchRows.map { batch.spanIDs[Int($0)].rawValue }, segmentID))
    parts.append(idPart(.traceIDs, order.traceIDs.flatMap { [$0.high, $0.low] }, segmentID))
    let attributes = AttributePart(columns, &symbolDeflater, segmentID: segmentID)
    parts.append((Int(LevelOnePart.attributes.rawValue), attributes.bytes))
    let columnFigures = ColumnFigures(
      batch, order, forms, layout, keys, streamSizes: streamSizes, keySizes: attributes.keyByteCounts)
    parts.append((Int(LevelOnePart.columnFigures.rawValue), columnFigures.encode(&deflater, segmentID: segmentID)))

    let named = forms.namedRows.map { OperationEntry(batch, row: Int($0)) }
    let figures = SegmentFigures(batch, level: 1, traceCount: order.traceIDs.count)
    let summary = SegmentSummary(batch, operations: named, figures: figures)
    return EncodedLevelOne(
      parts: parts, summary: summary.encode(&deflater, segmentID: segmentID),
      traceFilter: TraceFilter(order.traceIDs).encode(segmentID: segmentID), figures: figures,
      columnFigures: columnFigures)
  }

  /// Chooses the predictions and returns for every token whether it is predicted.
  private func predict(
    _ batch: borrowing SpanBatch, _ order: borrowing TraceOrder, _ forms: borrowing FormTable,
    _ layout: borrowing ColumnLayout, _ plans: inout ColumnPlans, placeCount: Int
  ) -> [Bool] {
    var choosing = TokenWalk(layout, plans) { $0.varies }
    var choice = PredictionChoice(plans, placeCount: placeCount)
    choosing.run(batch, order, forms, plans, &choice)
    choice.apply(to: &plans)
    var isSource = [Bool](repeating: false, count: placeCount)
    for slot in plans.slots where slot.source >= 0 { isSource[Int(slot.source)] = true }
    var marking = TokenWalk(layout, plans) { $0.varies && ($0.source >= 0 || isSource[Int($0.memory)]) }
    var marks = PredictionMarks(plans, placeCount: placeCount)
    marking.run(batch, order, forms, plans, &marks)
    return marks.hits
  }

  /// IDs are random: trying to compress them would cost time and win nothing.
  private func idPart(_ part: LevelOnePart, _ words: [UInt64], _ segmentID: Int64) -> (part: Int, bytes: [UInt8]) {
    var writer = ByteWriter()
    writer.append(BlockHeader.placeholder(.levelOneSpans, version: Self.formatVersion, part: part.rawValue))
    for word in words { writer.bigEndian(word) }
    var block = writer.bytes
    BlockHeader.seal(&block, segmentID: segmentID, part: part.rawValue)
    return (Int(part.rawValue), block)
  }
}
