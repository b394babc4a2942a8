import SegmentFormat
import TelemetryModel
import TestSupport
import Testing

@Suite struct LevelOneTreeTests {
  private func span(
    _ id: UInt64, parent: UInt64 = 0, start: UInt64 = 1_700_000_000_000_000_000, kind: SpanKind = .internal
  ) -> Span {
    Span.stub(spanID: SpanID(rawValue: id), parentSpanID: SpanID(rawValue: parent), kind: kind, start: start)
  }

  private func order(_ spans: [Span]) throws -> [UInt64] {
    try LevelOneCheck.segment(of: SpanBatch(spans)).decodeAll().spanIDs.map(\.rawValue)
  }

  @Test func aTraceComesInTreeOrderWithChildrenByStart() throws {
    let start: UInt64 = 1_700_000_000_000_000_000
    let spans = [
      span(5, parent: 2, start: start + 50), span(4, parent: 1, start: start + 30), span(1, start: start),
      span(3, parent: 2, start: start + 20), span(2, parent: 1, start: start + 10),
    ]
    #expect(try order(spans) == [1, 2, 3, 5, 4])
  }

  @Test func tracesComeByTheirEarliestStart() throws {
    var early = span(1, start: 10)
    early.traceID = TraceID(high: 9, low: 9)
    #expect(try order([span(2, start: 20), early, span(3, start: 30)]) == [1, 2, 3])
  }

  @Test func cyclesAndSelfParentsSurvive() throws {
    let spans = [
      span(1, parent: 3), span(2, parent: 1), span(3, parent: 2), span(4, parent: 4), span(5, parent: 2),
      span(6, parent: 7), span(7, parent: 6, start: 5), span(8),
    ]
    try LevelOneCheck.roundTrip(spans)
  }

  @Test func everyCycleThroughSharedIDsSurvives() throws {
    var generator = SeededGenerator(seed: 51)
    for round in 0..<200 {
      let spans = (0..<generator.number(1...12)).map { _ in
        span(UInt64(generator.number(1...5)), parent: UInt64(generator.number(0...5)), start: generator.next() % 4)
      }
      try LevelOneCheck.roundTrip(spans, "seed 51, round \(round)")
    }
  }

  @Test func childrenOfASharedIDBelongToTheServerHalf() throws {
    let spans = [
      span(1, start: 0), span(2, parent: 1, start: 10, kind: .client), span(2, parent: 1, start: 11, kind: .server),
      span(3, parent: 2, start: 20),
    ]
    let decoded = try LevelOneCheck.segment(of: SpanBatch(spans)).decodeAll()
    #expect(decoded.kinds.map(\.rawValue) == [1, 3, 2, 1])
    try LevelOneCheck.roundTrip(spans)
  }

  @Test func parentsInOtherSegmentsSurvive() throws { try LevelOneCheck.roundTrip([span(1, parent: 99), span(2)]) }

  @Test func timesOfAnyOrderSurvive() throws {
    var generator = SeededGenerator(seed: 52)
    let times: [UInt64] = [0, 1, .max, .max - 1, 1 << 63, 1_700_000_000_000_000_000]
    var spans: [Span] = []
    for id in UInt64(1)...200 {
      var span = span(id, parent: generator.next() % id)
      span.startTime = Timestamp(nanoseconds: generator.pick(times))
      span.endTime = Timestamp(nanoseconds: generator.pick(times))
      span.events = [SpanEvent(time: Timestamp(nanoseconds: generator.pick(times)), name: "e")]
      spans.append(span)
    }
    try LevelOneCheck.roundTrip(spans, "seed 52")
  }

  @Test func aChainOfTenThousandLevelsIsReadWithoutRecursion() throws {
    let spans = (UInt64(1)...10_000).map { span($0, parent: $0 - 1, start: $0) }
    let batch = SpanBatch(spans)
    let segment = try LevelOneCheck.segment(of: batch)
    #expect(try segment.decodeAll().spanIDs.map(\.rawValue) == Array(1...10_000))
    #expect(try segment.trace(spans[0].traceID).count == 10_000)
  }

  @Test func aTraceOfTwentyThousandSpansWithOneIDSurvives() throws {
    let spans = (UInt64(1)...20_000).map { span($0 % 2 + 1, parent: $0 % 3, start: $0) }
    let batch = SpanBatch(spans)
    let decoded = try LevelOneCheck.segment(of: batch).decodeAll()
    // Starts tell the spans apart.
    var sorted = SpanBatch()
    sorted.append(
      contentsOf: decoded, rows: (0..<decoded.count).sorted { decoded.startTimes[$0] < decoded.startTimes[$1] })
    #expect(sorted.firstDifference(from: batch) == nil)
  }
}
