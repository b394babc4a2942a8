import BoundedZlib
package import SegmentFormat
import TelemetryModel

extension Rollup {
  /// Reads a block that `encode` made.
  ///
  /// - Throws: `SegmentError` when the bytes are damaged, misplaced or of another version. Damaged bytes never come
  ///   back as figures: the checksum is verified first, and every number is checked besides.
  package init(decoding block: [UInt8], id: Int64) throws(SegmentError) {
    let stored = try DecodedRollup(decoding: block, id: id)
    strings = stored.strings
    operations = SeriesSet(identities: stored.operations.identities, series: stored.operations.series.series)
    edges = SeriesSet(identities: stored.edges.identities, series: stored.edges.series.series)
  }
}

extension RollupColumns {
  /// Reads a block that `Rollup.encode` made, without an object per series. Throws as `Rollup.init(decoding:id:)`.
  ///
  /// - Parameter resolution: how finely the rollup was divided when it was encoded; one that is not is damaged.
  package convenience init(
    decoding block: [UInt8], id: Int64, resolution: RollupResolution = .minute
  ) throws(SegmentError) {
    let stored = try DecodedRollup(decoding: block, id: id)
    let step = resolution.minuteCount
    guard stored.operations.series.minutes.allSatisfy({ $0.isMultiple(of: step) }),
      stored.edges.series.minutes.allSatisfy({ $0.isMultiple(of: step) })
    else {
      let failure = ByteReaderError(byteOffset: 0, reason: "a rollup by hours counts single minutes")
      throw SegmentError(failure, segmentID: id, part: BlockHeader.Kind.rollup.partName)
    }
    self.init(
      strings: stored.strings,
      operations: SeriesColumns(identities: stored.operations.identities, stored.operations.series),
      edges: SeriesColumns(identities: stored.edges.identities, stored.edges.series), resolution: resolution)
  }
}

/// What a block holds, checked.
private struct DecodedRollup {
  let strings: StringTable
  let operations: (identities: [OperationIdentity], series: StoredSeries)
  let edges: (identities: [EdgeIdentity], series: StoredSeries)

  init(decoding block: [UInt8], id: Int64) throws(SegmentError) {
    let kind = BlockHeader.Kind.rollup
    try BlockHeader.check(block.span.bytes, kind, version: Rollup.formatVersion, segmentID: id)
    let content = block.span.bytes.extracting(BlockHeader.byteCount..<block.count)
    do {
      let head = try ByteReader.read(content) { (reader) throws(ByteReaderError) in try RollupHead(&reader) }
      let packed = try head.inflate(content)
      self = try ByteReader.read(packed.span.bytes) { (reader) throws(ByteReaderError) in
        try DecodedRollup(head, &reader)
      }
    } catch {
      throw SegmentError(error, segmentID: id, part: kind.partName)
    }
  }

  private init(_ head: RollupHead, _ reader: inout ByteReader) throws(ByteReaderError) {
    strings = try Self.texts(&reader)
    var series = SeriesReader(traceIDs: head.traceIDs, spanIDs: head.spanIDs)
    operations = try Self.set(of: try Self.operationIdentities(textCount: strings.count, &reader), &series, &reader)
    edges = try Self.set(of: try Self.edgeIdentities(textCount: strings.count, &reader), &series, &reader)
    guard reader.remaining == 0, series.isAtEnd else { throw reader.failure("more is stored than was asked for") }
  }

  private static func set<Identity: RollupIdentity>(
    of identities: [Identity], _ series: inout SeriesReader, _ reader: inout ByteReader
  ) throws(ByteReaderError) -> (identities: [Identity], series: StoredSeries) {
    let list = try series.read(identityCount: identities.count, &reader)
    guard Set(identities).count == identities.count else { throw reader.failure("an identity is stored twice") }
    return (identities, list)
  }

  private static func texts(_ reader: inout ByteReader) throws(ByteReaderError) -> StringTable {
    let count = try reader.count()
    var byteCounts: [Int] = []
    byteCounts.reserveCapacity(count)
    for _ in 0..<count { byteCounts.append(try reader.count()) }
    var strings = StringTable()
    for byteCount in byteCounts {
      let code = strings.intern(try reader.bytes(byteCount)[...])
      guard Int(code) == strings.count - 1, code > 0 else { throw reader.failure("a text is stored twice") }
    }
    guard strings.count == count + 1 else { throw reader.failure("a text is stored twice") }
    return strings
  }

  private static func operationIdentities(
    textCount: Int, _ reader: inout ByteReader
  ) throws(ByteReaderError) -> [OperationIdentity] {
    let count = try reader.count()
    let services = try codes(count, textCount, &reader)
    let operations = try codes(count, textCount, &reader)
    let kinds = try numbers(count, &reader)
    let statusCodes = try numbers(count, &reader)
    let classes = try reader.bytes(count)
    guard classes.allSatisfy({ $0 <= 5 }) else { throw reader.failure("a class of HTTP status is not known") }
    return (0..<count).map {
      OperationIdentity(
        service: services[$0], operation: operations[$0], kind: SpanKind(rawValue: kinds[$0]),
        statusCode: SpanStatus.Code(rawValue: statusCodes[$0]), httpStatusClass: classes[$0])
    }
  }

  private static func edgeIdentities(
    textCount: Int, _ reader: inout ByteReader
  ) throws(ByteReaderError) -> [EdgeIdentity] {
    let count = try reader.count()
    let callers = try codes(count, textCount, &reader)
    let callees = try codes(count, textCount, &reader)
    var identities: [EdgeIdentity] = []
    for index in 0..<count {
      guard let link = EdgeIdentity.Link(rawValue: try reader.byte()) else {
        throw reader.failure("a kind of link is not known")
      }
      identities.append(EdgeIdentity(caller: callers[index], callee: callees[index], link: link))
    }
    return identities
  }

  private static func codes(
    _ count: Int, _ textCount: Int, _ reader: inout ByteReader
  ) throws(ByteReaderError) -> [StringCode] {
    var codes: [StringCode] = []
    codes.reserveCapacity(count)
    for _ in 0..<count { codes.append(StringCode(try reader.index(below: textCount))) }
    return codes
  }

  private static func numbers(_ count: Int, _ reader: inout ByteReader) throws(ByteReaderError) -> [Int32] {
    var numbers: [Int32] = []
    numbers.reserveCapacity(count)
    for _ in 0..<count {
      guard let number = Int32(exactly: try reader.zigzag()) else { throw reader.failure("a number is out of range") }
      numbers.append(number)
    }
    return numbers
  }
}

/// What stands before the packed area of a rollup.
private struct RollupHead {
  let traceIDs: [TraceID]
  let spanIDs: [SpanID]
  private let packedByteCount: Int
  private let packedOffset: Int

  init(_ reader: inout ByteReader) throws(ByteReaderError) {
    let spanCount = Int(try reader.fixed32())
    let traceCount = Int(try reader.fixed32())
    packedByteCount = Int(try reader.fixed32())
    guard packedByteCount <= RollupLimits.inflatedByteCount, traceCount <= spanCount,
      traceCount * TraceID.byteCount + spanCount * SpanID.byteCount <= reader.remaining
    else { throw reader.failure("the counts do not fit the size of the rollup") }
    var traceIDs: [TraceID] = []
    for _ in 0..<traceCount {
      traceIDs.append(TraceID(high: try reader.bigEndian(), low: try reader.bigEndian()))
    }
    var spanIDs: [SpanID] = []
    for _ in 0..<spanCount { spanIDs.append(SpanID(rawValue: try reader.bigEndian())) }
    self.traceIDs = traceIDs
    self.spanIDs = spanIDs
    packedOffset = reader.offset
  }

  func inflate(_ content: RawSpan) throws(ByteReaderError) -> [UInt8] {
    var inflater = Inflater(.raw)
    do {
      return try inflater.inflate(
        content.extracting(packedOffset..<content.byteCount), byteCount: packedByteCount)
    } catch {
      throw ByteReaderError(byteOffset: packedOffset, reason: "\(error)")
    }
  }
}
