import SegmentFormat
import TelemetryModel
import TestSupport
import Testing

/// What `Collector/Storage/FORMAT.md` says about places in a block, checked against the bytes.
@Suite struct DocumentedOffsetTests {
  private let batch = SpanBatch(RandomSpans.make(seed: 31, count: 20))
  private let segment: EncodedSegment

  init() {
    var encoder = LevelZeroEncoder()
    segment = encoder.encode(batch, segmentID: 5)
  }

  private func number(_ bytes: [UInt8], at offset: Int) -> Int {
    bytes[offset..<offset + 4].reversed().reduce(0) { $0 << 8 | Int($1) }
  }

  @Test func blocksBeginWithMagicKindAndVersion() {
    #expect(segment.bytes.starts(with: Array("SKN0".utf8) + [1, 0, 0, 0]))
    #expect(segment.summary.starts(with: Array("SKNs".utf8) + [2, 0, 0, 0]))
    #expect(segment.traceFilter.starts(with: Array("SKNf".utf8) + [1, 0, 0, 0]))
  }

  @Test func theChecksumLiesAtOffset8AndCoversContentAndSegmentID() {
    for block in [segment.bytes, segment.summary, segment.traceFilter] {
      var checksum = CRC32C()
      checksum.update(Array(block[12...]).span.bytes)
      checksum.update(UInt64(5))
      let stored = number(block, at: 8)
      #expect(stored == Int(checksum.value))
    }
  }

  @Test func countsAndIDsLieWhereTheDiagramShowsThem() {
    let traceCount = Set(batch.traceIDs).count
    let parents = batch.parentSpanIDs.filter(\.isValid)
    #expect(number(segment.bytes, at: 12) == batch.count)
    #expect(number(segment.bytes, at: 16) == traceCount)
    #expect(number(segment.bytes, at: 20) == parents.count)
    func hex(_ range: Range<Int>) -> String { segment.bytes[range].map { hexByte($0) }.joined() }
    #expect(hex(28..<44) == batch.traceIDs[0].description)
    let spanIDs = 28 + 16 * traceCount
    #expect(hex(spanIDs..<spanIDs + 8) == batch.spanIDs[0].description)
    let parentIDs = spanIDs + 8 * batch.count
    #expect(hex(parentIDs..<parentIDs + 8) == parents[0].description)
  }

  private func hexByte(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16)
    return digits.count == 1 ? "0" + digits : digits
  }
}
