import SegmentFormat
import TelemetryModel

/// The stored form of a rollup. Equal rollups have equal bytes, whatever they were merged from.
///
///     content of the block (see BlockHeader), numbers little-endian, IDs big-endian:
///     12      4           number of exemplars m
///     16      4           number of distinct trace IDs of exemplars n
///     20      4           byte count of the packed area when inflated
///     24      16 x n      trace IDs, in the order of their first use
///     ...     8 x m       span IDs of the exemplars, in the order of their first use
///     ...     ...         packed area, raw deflate
///
///     packed area, numbers as varints unless said otherwise:
///     texts           number of texts without the empty one; their byte counts; their bytes
///     operations      number of identities; then a column each: service, operation (text codes), kind (zigzag),
///                     status code (zigzag), class of HTTP status; then their series
///     edges           number of identities; then a column each: caller, callee (text codes), link; then their series
///
///     series of identities, sorted by identity and minute, a column each:
///     per identity    number of series
///     per series      minute: zigzag of the difference to the first minute of the identity before for the first one
///                     of an identity, else the difference to the one before - 1
///     per series      number of calls that took no time
///     per series      number of buckets
///     per series      index of the first bucket: zigzag of the difference to that of the last series that had one
///     per bucket      one byte: number of empty buckets before it in the upper half (0 for the first one of a series),
///                     count - 1 in the lower; 15 stands for 15 or more
///     per bucket      for each half that is 15: what is left of the number
///     per series      number of errors
///     per series      maximum - shortest duration of the last bucket; nothing without buckets
///     per series      with two calls or more and none that took no time: minimum - shortest duration of the first bucket
///     per series      with two calls or more: what the sum is above that of the shortest durations of all buckets:
///                     lower 64 bits, upper 64 bits
///     per series      error, slowest and typical exemplar, each 0 none, 1 a new one, 2 the same as `error`,
///                     3 the same as `slowest`
///     per exemplar    maximum of its series - duration; 0 for a new trace ID, else the number of the trace ID + 1
///
/// Identities are sorted by their texts, and texts are numbered in the order of their first use.
extension Rollup {
  static let formatVersion: UInt8 = 1

  /// The rollup as a sealed block.
  ///
  /// - Parameter id: the number under which it is stored; a block that is read as another one is refused.
  package func encode(id: Int64) -> [UInt8] {
    var texts = TextOrder(strings)
    let operations = operations.sorted { texts.precedes($0.service, $1.service) ?? operationPrecedes($0, $1, texts) }
    let edges = edges.sorted { left, right in
      texts.precedes(left.caller, right.caller) ?? texts.precedes(left.callee, right.callee)
        ?? (left.link.rawValue < right.link.rawValue)
    }
    var content = ByteWriter()
    content.varint(operations.identities.count)
    for identity in operations.identities { content.varint(texts.number(of: identity.service)) }
    for identity in operations.identities { content.varint(texts.number(of: identity.operation)) }
    for identity in operations.identities { content.zigzag(Int64(identity.kind.rawValue)) }
    for identity in operations.identities { content.zigzag(Int64(identity.statusCode.rawValue)) }
    for identity in operations.identities { content.byte(identity.httpStatusClass) }
    var writer = SeriesWriter(content)
    writer.write(operations.series, seriesCounts: operations.seriesCounts)
    writer.content.varint(edges.identities.count)
    for identity in edges.identities { writer.content.varint(texts.number(of: identity.caller)) }
    for identity in edges.identities { writer.content.varint(texts.number(of: identity.callee)) }
    for identity in edges.identities { writer.content.byte(identity.link.rawValue) }
    writer.write(edges.series, seriesCounts: edges.seriesCounts)

    var packed = ByteWriter()
    texts.write(to: &packed)
    packed.append(writer.content.bytes)
    return seal(packed.bytes, writer, id: id)
  }

  private func seal(_ packed: [UInt8], _ writer: SeriesWriter, id: Int64) -> [UInt8] {
    var head = ByteWriter()
    head.append(BlockHeader.placeholder(.rollup, version: Self.formatVersion))
    head.fixed32(UInt32(writer.spanIDs.count))
    head.fixed32(UInt32(writer.traceIDs.count))
    head.fixed32(UInt32(packed.count))
    for traceID in writer.traceIDs {
      head.bigEndian(traceID.high)
      head.bigEndian(traceID.low)
    }
    for spanID in writer.spanIDs { head.bigEndian(spanID.rawValue) }
    var block = head.bytes
    var deflater = SegmentDeflater()
    deflater.deflate(packed.span.bytes, into: &block)
    BlockHeader.seal(&block, segmentID: id)
    return block
  }

  private func operationPrecedes(_ left: OperationIdentity, _ right: OperationIdentity, _ texts: TextOrder) -> Bool {
    if let precedes = texts.precedes(left.operation, right.operation) { return precedes }
    return (left.kind.rawValue, left.statusCode.rawValue, left.httpStatusClass)
      < (right.kind.rawValue, right.statusCode.rawValue, right.httpStatusClass)
  }
}

extension SeriesSet {
  /// Identities in a given order, how many series each has, and these by that order and minute.
  fileprivate func sorted(
    by precedes: (Identity, Identity) -> Bool
  ) -> (identities: [Identity], seriesCounts: [Int], series: [Series]) {
    var seriesCounts = [Int](repeating: 0, count: identities.count)
    for series in series { seriesCounts[series.identity] += 1 }
    // What no series uses any more is not stored.
    let used = identities.indices.filter { seriesCounts[$0] > 0 }.sorted { precedes(identities[$0], identities[$1]) }
    var ranks = [Int](repeating: 0, count: identities.count)
    for (rank, identity) in used.enumerated() { ranks[identity] = rank }
    // An identity has one series a minute.
    let order = series.indices.map { (rank: ranks[series[$0].identity], minute: series[$0].minute, index: $0) }
      .sorted { ($0.rank, $0.minute) < ($1.rank, $1.minute) }
    return (used.map { identities[$0] }, used.map { seriesCounts[$0] }, order.map { series[$0.index] })
  }
}

/// Texts by their bytes, and their numbers in the order of their first use.
private struct TextOrder {
  private let strings: StringTable
  /// The place of each text when all are sorted by their bytes.
  private let ranks: [UInt32]
  /// By code; 0 for a text that was not used yet, and for the empty one.
  private var numbers: [Int]
  private var used: [StringCode] = []

  init(_ strings: StringTable) {
    self.strings = strings
    ranks = Self.ranks(strings)
    numbers = Array(repeating: 0, count: strings.count)
  }

  /// Nearly all comparisons are decided by the first 8 bytes.
  private static func ranks(_ strings: StringTable) -> [UInt32] {
    let starts = (0..<StringCode(strings.count)).map { code in
      let bytes = strings[code].prefix(8)
      return (code: code, start: bytes.reduce(0) { $0 << 8 | UInt64($1) } << (8 * (8 - UInt64(bytes.count))))
    }
    let sorted = starts.sorted { left, right in
      left.start != right.start
        ? left.start < right.start : strings[left.code].lexicographicallyPrecedes(strings[right.code])
    }
    var ranks = [UInt32](repeating: 0, count: strings.count)
    for (rank, text) in sorted.enumerated() { ranks[Int(text.code)] = UInt32(rank) }
    return ranks
  }

  /// `nil` for one and the same text.
  func precedes(_ left: StringCode, _ right: StringCode) -> Bool? {
    left == right ? nil : ranks[Int(left)] < ranks[Int(right)]
  }

  mutating func number(of code: StringCode) -> Int {
    if code == 0 || numbers[Int(code)] != 0 { return numbers[Int(code)] }
    used.append(code)
    numbers[Int(code)] = used.count
    return used.count
  }

  func write(to writer: inout ByteWriter) {
    writer.varint(used.count)
    for code in used { writer.varint(strings.byteCount(of: code)) }
    for code in used { writer.append(strings[code]) }
  }
}
