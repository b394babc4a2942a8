import SegmentFormat
import TelemetryModel
import TestSupport
import Testing

/// What no tame corpus has, and what the limits of level 1 are about.
@Suite struct LevelOneVarietyTests {
  /// Compares rows by their start time, which tells them apart.
  private func expectRoundTrip(_ spans: [Span], sourceLocation: SourceLocation = #_sourceLocation) throws {
    let batch = SpanBatch(spans)
    let decoded = try LevelOneCheck.segment(of: batch).decodeAll()
    var sorted = SpanBatch()
    sorted.append(
      contentsOf: decoded, rows: (0..<decoded.count).sorted { decoded.startTimes[$0] < decoded.startTimes[$1] })
    #expect(sorted.firstDifference(from: batch) == nil, sourceLocation: sourceLocation)
  }

  private func span(_ number: Int, name: String = "op", _ attributes: [Attribute] = []) -> Span {
    Span.stub(
      traceID: TraceID(high: 1, low: UInt64(number / 20)), spanID: SpanID(rawValue: UInt64(number + 1)), name: name,
      start: 1_700_000_000_000_000_000 + UInt64(number) * 1_000, attributes: attributes)
  }

  @Test func namesWithIDsAreFoldedAndSurvive() throws {
    let spans = (0..<SegmentLimits.namedOperationCount + 1_000).map {
      span($0, name: $0 % 3 == 0 ? "GET /users/\($0 * 7_919)" : "op \($0)")
    }
    try expectRoundTrip(spans)
    let segment = try LevelOneCheck.segment(of: SpanBatch(spans))
    #expect(segment.operations.count == 1)
    #expect(segment.operations[0].name == nil)
  }

  @Test func thousandsOfKeysSurvive() throws {
    var generator = SeededGenerator(seed: 101)
    let spans = (0..<400).map { number in
      span(number, (0..<20).map { _ in Attribute("key \(generator.number(0...3_000))", .int(Int64(number))) })
    }
    try expectRoundTrip(spans)
  }

  @Test func aKeyMayOccurManyTimesInOneSpan() throws {
    let spans = (0..<60).map { number in
      span(number, (0..<5).map { Attribute("k", $0 % 2 == 0 ? .int(Int64($0 * number)) : .string("v\($0 + number)")) })
    }
    try expectRoundTrip(spans)
  }

  @Test func moreTemplatesThanAColumnTellsApartSurvive() throws {
    let spans = (0..<3_000).map { number in
      let words = String(repeating: "a", count: number % 700 + 1)
      return span(number, [Attribute("text", .string("\(words) \(number) \(number * 31)"))])
    }
    try expectRoundTrip(spans)
  }

  @Test func textsWithTheBytesOfTemplatesSurvive() throws {
    let spans = (0..<600).map { number in
      let mark = String(UnicodeScalar(UInt8(number % 9)))
      return span(
        number, [Attribute("text", .string(number % 2 == 0 ? "id \(number * 977)" : "\(mark)\(number)\(mark)"))])
    }
    try expectRoundTrip(spans)
  }

  @Test func hugeTextsSurvive() throws {
    let spans = (0..<40).map { number in
      span(number, [Attribute("prompt", .string(String(repeating: "word \(number) ", count: 4_000)))])
    }
    try expectRoundTrip(spans)
  }

  @Test func numbersOfEveryKindSurviveInVaryingColumns() throws {
    var generator = SeededGenerator(seed: 102)
    let doubles = [0, -0.0, .nan, .infinity, 1.5, -2.25, 1e-9, .greatestFiniteMagnitude]
    let spans = (0..<500).map { number in
      span(
        number,
        [
          Attribute("int", .int(generator.pick([.min, .max, 0, -1, Int64(number)]))),
          Attribute("double", .double(generator.pick(doubles))),
          Attribute("decimal", .double(Double(generator.number(-9_999...9_999)) / 100)),
          Attribute("bool", .bool(generator.isOne(in: 2))), Attribute("empty", .empty),
          Attribute("bytes", .bytes([UInt8(truncatingIfNeeded: generator.next())])),
          Attribute("list", .array([.int(Int64(number)), .string("x")])),
        ])
    }
    try expectRoundTrip(spans)
  }

  @Test func wideIDsRepeatedWithinATraceAreStoredOnce() throws {
    var generator = SeededGenerator(seed: 103)
    func id() -> String { "\(SpanID(rawValue: generator.next()))\(SpanID(rawValue: generator.next()))" }
    let ids = (0..<200).map { _ in id() }
    let spans = (0..<4_000).map { number in
      span(
        number,
        [
          Attribute("session", .string(ids[number / 20])),
          Attribute("url", .string("/s/\(ids[number / 20])?n=\(number)")),
        ]
      )
    }
    try expectRoundTrip(spans)
    var encoder = LevelOneEncoder()
    let encoded = encoder.encode(SpanBatch(spans), segmentID: 1)
    let sizes = encoded.columnFigures.columns.filter { $0.kind == .attribute }
    // 200 IDs of 16 bytes, not 8,000.
    #expect(sizes.reduce(0) { $0 + $1.byteCount } < 200 * 16 + 6_000)
  }

  @Test func theSummaryAndTheFilterKnowAllSpans() throws {
    let batch = SpanBatch(LevelOneCheck.relatedSpans(seed: 104, count: 300))
    var encoder = LevelOneEncoder()
    let encoded = encoder.encode(batch, segmentID: 6)
    let summary = try SegmentSummary(decoding: encoded.summary, segmentID: 6)
    let filter = try TraceFilter(decoding: encoded.traceFilter, segmentID: 6)
    for row in 0..<batch.count {
      #expect(filter.mayContain(batch.traceIDs[row]))
      #expect(
        summary.mayContain(
          service: batch.strings.text(batch.serviceName(of: row)), operation: batch.strings.text(batch.names[row])))
    }
  }

  @Test func partsBeginAsTheFormatSays() {
    var encoder = LevelOneEncoder()
    let batch = SpanBatch(LevelOneCheck.relatedSpans(seed: 105, count: 30))
    let parts = encoder.encode(batch, segmentID: 6).parts
    #expect(parts.map(\.part) == LevelOnePart.allCases.map { Int($0.rawValue) })
    for (part, bytes) in parts {
      #expect(bytes.starts(with: Array("SKN1".utf8) + [1, UInt8(part), 0, 0]))
      var checksum = CRC32C()
      checksum.update(Array(bytes[12...]).span.bytes)
      checksum.update(UInt64(6))
      if part != 0 { checksum.update(UInt64(part)) }
      #expect(bytes[8..<12].reversed().reduce(0) { $0 << 8 | UInt32($1) } == checksum.value)
    }
    #expect(parts[1].bytes.count == 12 + 8 * 30)
    #expect(parts[2].bytes.count == 12 + 16 * Set(batch.traceIDs).count)
  }
}
