import SegmentFormat
import TelemetryModel
import TestSupport
import Testing

struct ColumnFiguresTests {
  private func encoded(_ spans: [Span], segmentID: Int64 = 9) throws -> (figures: ColumnFigures, part: [UInt8]) {
    var encoder = LevelOneEncoder()
    let segment = encoder.encode(SpanBatch(spans), segmentID: segmentID)
    let part = try #require(segment.parts.first { $0.part == Int(LevelOnePart.columnFigures.rawValue) })
    return (segment.columnFigures, part.bytes)
  }

  @Test func whatIsStoredIsWhatWasCounted() throws {
    let (figures, part) = try encoded(RandomSpans.make(seed: 71, count: 300))
    #expect(try ColumnFigures(decoding: part, segmentID: 9) == figures)
  }

  @Test func operationsAddUpToTheColumns() throws {
    let (figures, _) = try encoded(RandomSpans.make(seed: 72, count: 500))
    #expect(figures.operations.reduce(0) { $0 + $1.byteCount } == figures.byteCount)
    #expect(figures.operations.reduce(0) { $0 + $1.spanCount } == 500)
  }

  @Test func anAttributeCountsForTheOperationThatHasIt() throws {
    var spans: [Span] = []
    for number in 1...200 as ClosedRange<UInt64> {
      let note = Attribute("note", .string("note number \(number &* 7_919)"))
      spans.append(.stub(spanID: SpanID(rawValue: 2 * number), name: "large", attributes: [note]))
      spans.append(.stub(spanID: SpanID(rawValue: 2 * number + 1), name: "small"))
    }
    let (figures, _) = try encoded(spans)
    let large = try #require(figures.operations.first { $0.name == Array("large".utf8) })
    let small = try #require(figures.operations.first { $0.name == Array("small".utf8) })
    let note = try #require(figures.columns.first { $0.kind == .attribute && $0.name == Array("note".utf8) })
    #expect(note.byteCount > 0)
    #expect(abs(large.byteCount - small.byteCount - note.byteCount) <= 1)
  }

  @Test func beyondTheLimitTheSmallestAreAddedUp() throws {
    var spans: [Span] = []
    for number in 1...1_000 as ClosedRange<UInt64> {
      let attribute = Attribute("key \(number)", .int(Int64(number) &* 0x9E37_79B9_7F4A))
      spans.append(
        .stub(spanID: SpanID(rawValue: number), name: "operation \(number)", attributes: [attribute]))
    }
    let (figures, part) = try encoded(spans)
    #expect(figures.columns.count { $0.kind == .attribute } <= SegmentLimits.figureCount)
    #expect(figures.operations.count <= SegmentLimits.figureCount + 1)
    #expect(figures.operations.reduce(0) { $0 + $1.spanCount } == 1_000)
    #expect(try ColumnFigures(decoding: part, segmentID: 9) == figures)
  }

  @Test func longNamesAreCutBetweenCharacters() throws {
    let (figures, _) = try encoded([.stub(name: String(repeating: "ß", count: 1_000) + "a")])
    let name = try #require(figures.operations.first?.name)
    #expect(name.count <= SegmentLimits.figureNameByteCount)
    #expect(String(validating: name, as: UTF8.self) != nil)
  }

  @Test func everyFlippedBitIsFound() throws {
    let (_, part) = try encoded(RandomSpans.make(seed: 73, count: 20))
    for bit in 0..<part.count * 8 {
      var damaged = part
      damaged[bit / 8] ^= 1 << UInt8(bit % 8)
      #expect(throws: SegmentError.self) { try ColumnFigures(decoding: damaged, segmentID: 9) }
    }
    #expect(throws: SegmentError.self) { try ColumnFigures(decoding: part, segmentID: 10) }
  }
}
