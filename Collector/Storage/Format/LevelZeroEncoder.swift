package import TelemetryModel

/// Makes level-0 segments: spans in the order of their arrival, written quickly.
///
/// The layout is described in `FORMAT.md`. Text and shape codes of the batch are stored as they are, beside their
/// tables, so that a merge decodes into a batch and carries codes over without looking at any text twice.
///
/// Keeps its buffers and zlib state from one segment to the next. Costs about 1 CPU-microsecond a span.
package struct LevelZeroEncoder: ~Copyable {
  static let formatVersion: UInt8 = 1

  private var area = PackedArea.Writer()
  private var packed = ByteWriter()

  package init() {}

  /// Encodes a batch that is not empty. O(size of the batch).
  package mutating func encode(
    _ batch: SpanBatch, segmentID: Int64, _ lifetime: LevelZeroLifetime = .untilMerge
  ) -> EncodedSegment {
    precondition(!batch.isEmpty, "an empty segment is never stored")
    packed.removeAll()
    let rows = RowTables(batch)
    writeTables(batch, rows.operations)
    writeRows(batch, rows)
    writePayloads(batch)
    writeEvents(batch)
    writeLinks(batch)

    var block = BlockHeader.placeholder(.levelZeroSpans, version: Self.formatVersion)
    var head = ByteWriter()
    head.fixed32(UInt32(batch.count))
    head.fixed32(UInt32(rows.traceIDs.count))
    head.fixed32(UInt32(batch.parentSpanIDs.count { $0.isValid }))
    head.fixed32(UInt32(packed.count))
    writeIDs(batch, rows.traceIDs, to: &head)
    block.append(contentsOf: head.bytes)
    area.append(packed.bytes, lifetime, to: &block)
    BlockHeader.seal(&block, segmentID: segmentID)

    let figures = SegmentFigures(batch, level: 0, traceCount: rows.traceIDs.count)
    let summary = SegmentSummary(batch, operations: rows.operations, figures: figures)
    return EncodedSegment(
      bytes: block, summary: summary.encode(segmentID: segmentID),
      traceFilter: TraceFilter(rows.traceIDs).encode(segmentID: segmentID), figures: figures)
  }

  /// Random bits stay outside the deflated area: trying to compress them would cost time and win nothing.
  private func writeIDs(_ batch: borrowing SpanBatch, _ traceIDs: [TraceID], to writer: inout ByteWriter) {
    for id in traceIDs {
      writer.bigEndian(id.high)
      writer.bigEndian(id.low)
    }
    for id in batch.spanIDs { writer.bigEndian(id.rawValue) }
    for id in batch.parentSpanIDs where id.isValid { writer.bigEndian(id.rawValue) }
  }

  private mutating func writeTables(_ batch: borrowing SpanBatch, _ operations: [OperationEntry]) {
    packed.tables(of: batch)
    packed.varint(batch.details.count - 1)
    for details in batch.details.dropFirst() {
      packed.varint(details.statusMessage)
      packed.varint(details.traceState)
      packed.varint(details.droppedAttributesCount)
      packed.varint(details.droppedEventsCount)
      packed.varint(details.droppedLinksCount)
    }
    packed.varint(operations.count)
    for entry in operations {
      packed.varint(entry.resource)
      packed.varint(entry.scope)
      packed.varint(entry.name)
      packed.zigzag(Int64(entry.kind.rawValue))
      packed.zigzag(Int64(entry.statusCode.rawValue))
      packed.varint(entry.flags)
      packed.varint(entry.shape)
      packed.varint(entry.details)
      packed.varint(entry.eventCount)
      packed.varint(entry.linkCount)
      packed.byte(entry.hasParent ? 1 : 0)
    }
  }

  private mutating func writeRows(_ batch: borrowing SpanBatch, _ rows: borrowing RowTables) {
    for operation in rows.operationOfRow { packed.varint(operation) }
    for trace in rows.traceOfRow { packed.varint(trace) }
    var previous: UInt64 = 0
    for start in batch.startTimes {
      packed.zigzag(Int64(bitPattern: start.nanoseconds &- previous))
      previous = start.nanoseconds
    }
    for row in 0..<batch.count {
      packed.zigzag(Int64(bitPattern: batch.endTimes[row].nanoseconds &- batch.startTimes[row].nanoseconds))
    }
  }

  private mutating func writePayloads(_ batch: borrowing SpanBatch) {
    var codes = StringCodeStream()
    for list in batch.attributes where list.shape != 0 {
      packed.payloads(of: list, batch.shapes, batch.payloads, &codes)
    }
  }

  private mutating func writeEvents(_ batch: borrowing SpanBatch) {
    var codes = StringCodeStream()
    for row in 0..<batch.count {
      let start = batch.startTimes[row].nanoseconds
      for event in batch.events[batch.eventRange(of: row)] {
        packed.zigzag(Int64(bitPattern: event.time.nanoseconds &- start))
        packed.varint(event.name)
        packed.varint(event.droppedAttributesCount)
        packed.varint(event.attributes.shape)
        packed.payloads(of: event.attributes, batch.shapes, batch.payloads, &codes)
      }
    }
  }

  private mutating func writeLinks(_ batch: borrowing SpanBatch) {
    var codes = StringCodeStream()
    for link in batch.links {
      packed.bigEndian(link.traceID.high)
      packed.bigEndian(link.traceID.low)
      packed.bigEndian(link.spanID.rawValue)
      packed.varint(link.traceState)
      packed.varint(link.droppedAttributesCount)
      packed.varint(link.flags)
      packed.varint(link.attributes.shape)
      packed.payloads(of: link.attributes, batch.shapes, batch.payloads, &codes)
    }
  }
}
