import BoundedZlib
package import TelemetryModel

/// Makes level-0 segments: spans in the order of their arrival, written quickly.
///
/// The layout is described in `FORMAT.md`. Text and shape codes of the batch are stored as they are, beside their
/// tables, so that a merge decodes into a batch and carries codes over without looking at any text twice.
///
/// Keeps its buffers and zlib state from one segment to the next. Costs about 1 CPU-microsecond a span.
package struct LevelZeroEncoder: ~Copyable {
  static let formatVersion: UInt8 = 1
  /// Level-0 segments live until the next merge: speed counts for more than size.
  private static let compressionLevel = 1

  private var deflater = Deflater(.raw, level: compressionLevel)
  private var packed = ByteWriter()

  package init() {}

  /// Encodes a batch that is not empty. O(size of the batch).
  package mutating func encode(_ batch: SpanBatch, segmentID: Int64) -> EncodedSegment {
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
    let packedBytes = packed.bytes
    deflater.deflate(packedBytes.span.bytes, into: &block)
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
    packed.varint(batch.strings.count - 1)
    for code in 1..<StringCode(max(1, batch.strings.count)) { packed.varint(batch.strings.byteCount(of: code)) }
    packed.append(batch.strings.arena)

    packed.varint(batch.shapes.count - 1)
    for shape in 1..<ShapeCode(max(1, batch.shapes.count)) {
      packed.varint(batch.shapes.slotCount(of: shape))
      for slot in batch.shapes[shape] {
        packed.varint(slot.key)
        packed.byte(slot.kind.rawValue)
      }
    }
    writeResources(batch)
    packed.varint(batch.scopes.count)
    for scope in batch.scopes {
      packed.varint(scope.name)
      packed.varint(scope.version)
      packed.varint(scope.droppedAttributesCount)
      packed.varint(scope.schemaURL)
      writeList(scope.attributes, of: batch)
    }
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

  private mutating func writeResources(_ batch: borrowing SpanBatch) {
    packed.varint(batch.resources.count)
    for resource in batch.resources {
      packed.varint(resource.serviceName)
      packed.varint(resource.droppedAttributesCount)
      packed.varint(resource.schemaURL)
      writeList(resource.attributes, of: batch)
      packed.varint(resource.entityReferences.count)
      for reference in resource.entityReferences {
        packed.text(reference.schemaURL)
        packed.text(reference.type)
        packed.texts(reference.idKeys)
        packed.texts(reference.descriptionKeys)
      }
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
      writePayloads(of: list, in: batch, &codes)
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
        writePayloads(of: event.attributes, in: batch, &codes)
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
      writePayloads(of: link.attributes, in: batch, &codes)
    }
  }

  private mutating func writeList(_ list: AttributeList, of batch: borrowing SpanBatch) {
    var codes = StringCodeStream()
    packed.varint(list.shape)
    writePayloads(of: list, in: batch, &codes)
  }

  @inline(__always)
  private mutating func writePayloads(
    of list: AttributeList, in batch: borrowing SpanBatch, _ codes: inout StringCodeStream
  ) {
    var place = Int(list.firstPayload)
    for slot in batch.shapes.bounds(of: list.shape) {
      let payload = batch.payloads[place]
      place += 1
      switch batch.shapes.slots[slot].kind {
      case .empty: break
      case .string, .bytes, .composite: packed.varint(codes.token(for: StringCode(truncatingIfNeeded: payload)))
      case .bool: packed.byte(UInt8(truncatingIfNeeded: payload))
      case .int: packed.zigzag(Int64(bitPattern: payload))
      case .double: packed.fixed64(payload)
      }
    }
  }
}

extension ByteWriter {
  fileprivate mutating func text(_ text: String) {
    varint(text.utf8.count)
    append(text.utf8)
  }

  fileprivate mutating func texts(_ list: [String]) {
    varint(list.count)
    for element in list { text(element) }
  }
}
