package import TelemetryModel

/// What a segment holds, in short: its distinct operations, and its figures.
///
///     content of the block (see BlockHeader), numbers as varints:
///     is complete (0 or 1)
///     number of services; per service: name (length, bytes), number of its operations;
///       per operation: name (length, bytes), kind (zigzag)
///     from version 2 on the figures:
///     level, 1 byte; number of spans; number of traces;
///     earliest start, latest start, shortest duration, longest duration, 8 bytes each, in nanoseconds;
///     are all status codes listed (0 or 1); number of them; each (zigzag), rising
package struct SegmentSummary: Sendable {
  private static let formatVersion: UInt8 = 2

  /// An operation, its texts as bytes.
  package struct Operation: Hashable, Sendable {
    package let service: [UInt8]
    package let name: [UInt8]
    package let kind: SpanKind
  }

  package let operations: [Operation]
  /// `false` when the segment has more operations than `SegmentLimits.summaryOperationCount`.
  package let isComplete: Bool
  /// `nil` for a segment that an older Skein made.
  package let figures: SegmentFigures?

  /// Whether the segment may hold a span of this service and operation; `nil` stands for any.
  package func mayContain(service: String?, operation: String?) -> Bool {
    if !isComplete { return true }
    return operations.contains { entry in
      (service.map { entry.service.elementsEqual($0.utf8) } ?? true)
        && (operation.map { entry.name.elementsEqual($0.utf8) } ?? true)
    }
  }
}

extension SegmentSummary {
  init(_ batch: borrowing SpanBatch, operations entries: [OperationEntry], figures: SegmentFigures) {
    var seen: Set<SIMD4<UInt32>> = []
    var list: [Operation] = []
    var isComplete = true
    for entry in entries {
      let service = batch.resources[Int(entry.resource)].serviceName
      guard seen.insert(SIMD4(service, entry.name, UInt32(bitPattern: entry.kind.rawValue), 0)).inserted else {
        continue
      }
      guard list.count < SegmentLimits.summaryOperationCount else {
        isComplete = false
        break
      }
      list.append(
        Operation(service: Array(batch.strings[service]), name: Array(batch.strings[entry.name]), kind: entry.kind))
    }
    self.init(operations: list, isComplete: isComplete, figures: figures)
  }

  func encode(segmentID: Int64) -> [UInt8] {
    var writer = ByteWriter()
    writer.append(BlockHeader.placeholder(.summary, version: Self.formatVersion))
    writer.byte(isComplete ? 1 : 0)
    let services = Dictionary(grouping: operations, by: \.service).sorted { $0.key.lexicographicallyPrecedes($1.key) }
    writer.varint(services.count)
    for (service, operations) in services {
      writer.varint(service.count)
      writer.append(service)
      writer.varint(operations.count)
      for operation in operations {
        writer.varint(operation.name.count)
        writer.append(operation.name)
        writer.zigzag(Int64(operation.kind.rawValue))
      }
    }
    figures?.encode(into: &writer)
    var block = writer.bytes
    BlockHeader.seal(&block, segmentID: segmentID)
    return block
  }

  package init(decoding block: [UInt8], segmentID: Int64) throws(SegmentError) {
    let version = try BlockHeader.check(
      block.span.bytes, .summary, versions: 1...Self.formatVersion, segmentID: segmentID)
    let content = block.span.bytes.extracting(BlockHeader.byteCount..<block.count)
    do {
      self = try ByteReader.read(content) { (reader) throws(ByteReaderError) -> SegmentSummary in
        let isComplete = try reader.byte() == 1
        var operations: [Operation] = []
        for _ in 0..<(try reader.count()) {
          let service = try reader.bytes(try reader.count())
          for _ in 0..<(try reader.count()) {
            let name = try reader.bytes(try reader.count())
            let kind = SpanKind(rawValue: Int32(truncatingIfNeeded: try reader.zigzag()))
            operations.append(Operation(service: service, name: name, kind: kind))
          }
        }
        let figures = version < 2 ? nil : try SegmentFigures(&reader)
        return SegmentSummary(operations: operations, isComplete: isComplete, figures: figures)
      }
    } catch {
      throw SegmentError(error, segmentID: segmentID, part: BlockHeader.Kind.summary.partName)
    }
  }
}
