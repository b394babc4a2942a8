import SegmentStore
import TelemetryModel
import TelemetryStorage
import Testing

@Suite struct LookUpTests {
  let folder: TemporaryFolder
  let store: SegmentStore

  init() throws {
    folder = try TemporaryFolder()
    store = try SegmentStore.open(path: folder.store)
  }

  /// Segment `n` holds trace `n` of service `service-(n % 5)`, one second after segment `n - 1`.
  private func appendSegments(_ count: Int) throws {
    for number in 0..<UInt64(count) {
      let spans = (0..<4).map { span in
        Span.stub(
          trace: number, span: span, service: "service-\(number % 5)", name: "operation-\(number % 2)",
          start: 1_000_000_000 * (number + 1) + span)
      }
      try store.append([SpanBatch(spans)])
    }
  }

  private func scan(_ hint: ScanHint, limit: Int = .max) throws -> [(latestStart: Timestamp, spans: [Span])] {
    var portions: [(Timestamp, [Span])] = []
    try store.scan(hint) { (portion) throws(StoreError) in
      portions.append((portion.latestStart, try portion.load().spans))
      return portions.count == limit ? .stop : .continue
    }
    return portions
  }

  @Test func aTraceIsFoundByReadingItsOwnSegmentsOnly() throws {
    try appendSegments(40)
    try store.append([SpanBatch(Span.stubs(trace: 17, count: 1))])
    let before = store.statistics().segmentsRead
    #expect(try store.trace(.numbered(17)).count == 5)
    #expect(store.statistics().segmentsRead == before + 2)
    #expect(try store.trace(.numbered(1_000)).isEmpty)
    #expect(store.statistics().segmentsRead == before + 2)
  }

  @Test func operationsAreKnownWithoutReadingASegment() throws {
    try appendSegments(10)
    let expected = Set(
      (0..<10).map {
        ServiceOperation(service: "service-\($0 % 5)", operation: "operation-\($0 % 2)", kind: .server)
      })
    #expect(try store.operations() == expected)
    #expect(store.statistics().segmentsRead == 0)
  }

  @Test func aScanGoesFromTheLatestToTheEarliestAndStopsWhenTold() throws {
    try appendSegments(10)
    let all = try scan(ScanHint())
    let expected = (1...10).reversed().map { UInt64($0) * 1_000_000_000 + 3 }
    #expect(all.map(\.latestStart.nanoseconds) == expected)
    #expect(all.allSatisfy { $0.spans.map(\.startTime).max() == $0.latestStart })
    let before = store.statistics().segmentsRead
    #expect(try scan(ScanHint(), limit: 3).count == 3)
    #expect(store.statistics().segmentsRead == before + 3)
  }

  @Test func segmentsThatArriveLateTakeTheirPlaceInTime() throws {
    for start in [5, 1, 9, 3, 7, 3] as [UInt64] {
      try store.append([SpanBatch([.stub(trace: start, span: 0, start: start)])])
    }
    #expect(try scan(ScanHint()).map(\.latestStart.nanoseconds) == [9, 7, 5, 3, 3, 1])
  }

  @Test func aScanLeavesOutSegmentsOfOtherTimesServicesAndOperations() throws {
    try appendSegments(20)
    let range = try #require(
      TimeRange(start: Timestamp(nanoseconds: 5_000_000_002), end: Timestamp(nanoseconds: 8_000_000_000)))
    let seconds = try scan(ScanHint(timeRange: range)).map { $0.latestStart.nanoseconds / 1_000_000_000 }
    #expect(seconds == [8, 7, 6, 5])
    #expect(try scan(ScanHint(service: "service-3")).count == 4)
    #expect(try scan(ScanHint(operation: "operation-1")).count == 10)
    #expect(try scan(ScanHint(service: "service-3", operation: "operation-1")).count == 2)
    #expect(try scan(ScanHint(service: "operation-1")).isEmpty)
    #expect(try scan(ScanHint(timeRange: range, service: "service-0")).count == 1)
  }

  @Test func momentsThatSQLCannotOrderAreFoundAllTheSame() throws {
    let moments: [UInt64] = [0, 1, 1 << 63 - 1, 1 << 63, 1 << 63 + 5, .max]
    for (trace, moment) in moments.enumerated() {
      try store.append([SpanBatch([.stub(trace: UInt64(trace), span: 0, start: moment)])])
    }
    for moment in moments {
      let moment = Timestamp(nanoseconds: moment)
      let range = try #require(TimeRange(start: moment, end: moment))
      let found = try scan(ScanHint(timeRange: range)).flatMap(\.spans).filter { $0.startTime == moment }
      #expect(found.count == 1, "\(moment)")
    }
    let portions = try scan(ScanHint())
    #expect(portions.count == moments.count)
    for (place, portion) in portions.enumerated() {
      let laterStarts = portions[place...].flatMap(\.spans).map(\.startTime)
      #expect(laterStarts.allSatisfy { $0 <= portion.latestStart })
    }
  }

  @Test func aScanSeesOneStateAndItsVisitorMayAskAndAppend() throws {
    try appendSegments(3)
    var visitedCount = 0
    try store.scan(ScanHint()) { (portion) throws(StoreError) in
      visitedCount += try portion.load().count
      try store.append([SpanBatch(Span.stubs(trace: 100 + UInt64(visitedCount), count: 1))])
      _ = try store.trace(.numbered(100 + UInt64(visitedCount)))
      return .continue
    }
    #expect(visitedCount == 12)
    #expect(try scan(ScanHint()).count == 6)
  }

  @Test func manyOperationsCostTimeAndNoAnswer() throws {
    let names = (0..<200).map { "operation-\($0)" }
    for (number, name) in names.enumerated() {
      try store.append([SpanBatch([.stub(trace: UInt64(number), span: 0, name: name)])])
    }
    #expect(try store.operations().count == 200)
    #expect(try scan(ScanHint(operation: "operation-77")).count == 1)
  }
}
