import BoundedZlib
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
///     in version 3: the byte count of all this (varint), then all this, deflated (RFC 1951)
///
/// Level 0 has version 2, for it lives until the next merge; level 1 has version 3, for thousands of names with IDs
/// inside take a fifth of their bytes then.
package struct SegmentSummary: Sendable {
  private static let plainVersion: UInt8 = 2
  private static let deflatedVersion: UInt8 = 3

  /// An operation, its texts as bytes: parts of one array, for a segment may have thousands.
  package struct Operation: Sendable {
    package let service: ArraySlice<UInt8>
    package let name: ArraySlice<UInt8>
    package let kind: SpanKind
  }

  /// Those of a service stand together.
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
    struct Codes: Equatable {
      let service: StringCode
      let name: StringCode
      let kind: SpanKind
    }
    var index = HashIndex(capacity: min(entries.count, SegmentLimits.summaryOperationCount))
    var distinct: [Codes] = []
    var isComplete = true
    for entry in entries {
      let codes = Codes(
        service: batch.resources[Int(entry.resource)].serviceName, name: entry.name, kind: entry.kind)
      var hash = WordHash()
      hash.combine(UInt64(codes.service) << 32 | UInt64(codes.name))
      hash.combine(UInt64(UInt32(bitPattern: codes.kind.rawValue)))
      if index.find(hash.value, orInsert: distinct.count, isMatch: { distinct[$0] == codes }) != nil { continue }
      guard distinct.count < SegmentLimits.summaryOperationCount else {
        isComplete = false
        break
      }
      distinct.append(codes)
    }
    let byService = Dictionary(grouping: distinct, by: \.service)
    let services = byService.keys.sorted { batch.strings[$0].lexicographicallyPrecedes(batch.strings[$1]) }
    var operations: [Operation] = []
    operations.reserveCapacity(distinct.count)
    for service in services {
      let bytes = batch.strings[service]
      for codes in byService[service] ?? [] {
        operations.append(Operation(service: bytes, name: batch.strings[codes.name], kind: codes.kind))
      }
    }
    self.init(operations: operations, isComplete: isComplete, figures: figures)
  }

  /// The sealed block as it is, quickly.
  func encode(segmentID: Int64) -> [UInt8] {
    var block = BlockHeader.placeholder(.summary, version: Self.plainVersion)
    block.append(contentsOf: content)
    BlockHeader.seal(&block, segmentID: segmentID)
    return block
  }

  /// The sealed block, small.
  func encode(_ deflater: inout SegmentDeflater, segmentID: Int64) -> [UInt8] {
    let content = content
    var writer = ByteWriter()
    writer.append(BlockHeader.placeholder(.summary, version: Self.deflatedVersion))
    writer.varint(content.count)
    var block = writer.bytes
    deflater.deflate(content.span.bytes, into: &block)
    BlockHeader.seal(&block, segmentID: segmentID)
    return block
  }

  private var content: [UInt8] {
    var writer = ByteWriter()
    writer.byte(isComplete ? 1 : 0)
    let services = operations.chunks { $0.service == $1.service }
    writer.varint(services.count)
    for operations in services {
      let service = operations.first?.service ?? []
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
    return writer.bytes
  }

  package init(decoding block: [UInt8], segmentID: Int64) throws(SegmentError) {
    let version = try BlockHeader.check(
      block.span.bytes, .summary, versions: 1...Self.deflatedVersion, segmentID: segmentID)
    let content = block[BlockHeader.byteCount...]
    do {
      let plain = version == Self.deflatedVersion ? try Self.inflate(content.span.bytes)[...] : content
      self = try Self.decode(plain, version: version)
    } catch {
      throw SegmentError(error, segmentID: segmentID, part: BlockHeader.Kind.summary.partName)
    }
  }

  private static func decode(_ content: ArraySlice<UInt8>, version: UInt8) throws(ByteReaderError) -> SegmentSummary {
    try ByteReader.read(content.span.bytes) { (reader) throws(ByteReaderError) -> SegmentSummary in
      func text(_ reader: inout ByteReader) throws(ByteReaderError) -> ArraySlice<UInt8> {
        let range = try reader.skip(try reader.count())
        return content[content.startIndex + range.lowerBound..<content.startIndex + range.upperBound]
      }
      let isComplete = try reader.byte() == 1
      var operations: [Operation] = []
      for _ in 0..<(try reader.count()) {
        let service = try text(&reader)
        for _ in 0..<(try reader.count()) {
          let name = try text(&reader)
          let kind = SpanKind(rawValue: Int32(truncatingIfNeeded: try reader.zigzag()))
          operations.append(Operation(service: service, name: name, kind: kind))
        }
      }
      let figures = version < 2 ? nil : try SegmentFigures(&reader)
      return SegmentSummary(operations: operations, isComplete: isComplete, figures: figures)
    }
  }

  private static func inflate(_ content: RawSpan) throws(ByteReaderError) -> [UInt8] {
    let (byteCount, offset) = try ByteReader.read(content) { (reader) throws(ByteReaderError) in
      (try reader.index(below: SegmentLimits.inflatedByteCount), reader.offset)
    }
    var inflater = Inflater(.raw)
    do {
      return try inflater.inflate(content.extracting(offset..<content.byteCount), byteCount: byteCount)
    } catch {
      throw ByteReaderError(byteOffset: offset, reason: "the summary cannot be inflated: \(error)")
    }
  }
}

extension Array {
  /// Runs of neighbours that belong together.
  fileprivate func chunks(_ areTogether: (Element, Element) -> Bool) -> [ArraySlice<Element>] {
    var chunks: [ArraySlice<Element>] = []
    var start = startIndex
    for index in indices.dropFirst() where !areTogether(self[index - 1], self[index]) {
      chunks.append(self[start..<index])
      start = index
    }
    if start < endIndex { chunks.append(self[start...]) }
    return chunks
  }
}
