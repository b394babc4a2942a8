import SegmentFormat
import TelemetryModel
import TestSupport
import Testing

/// Segments long enough that traces are found from a place in the middle, not from the first row.
@Suite struct CheckpointTests {
  private static let traceCount = 2_500

  /// About 20,000 spans with what columns can be: constant, numbers, templates of several forms, events and links.
  private static func spans(seed: UInt64) -> [Span] {
    var generator = SeededGenerator(seed: seed)
    var spans: [Span] = []
    for trace in 0..<UInt64(traceCount) {
      let id = TraceID(high: generator.next(), low: trace + 1)
      let order = "order-\(generator.number(0...99_999))"
      for number in 0..<UInt64(generator.number(4...12)) {
        let path = generator.isOne(in: 3) ? "/orders/\(order)/\(number)" : "/users/\(generator.number(0...5_000))"
        var attributes = [Attribute("order.id", .string(order)), Attribute("url.path", .string(path))]
        if generator.isOne(in: 2) { attributes.append(Attribute("size", .int(Int64(generator.number(0...70_000))))) }
        let item = [Attribute("order.id", .string(order)), Attribute("attempt", .int(Int64(number)))]
        let start = 1_000_000 * trace + UInt64(generator.number(0...5_000))
        spans.append(
          .stub(
            traceID: id, spanID: SpanID(rawValue: trace << 8 | number + 1),
            parentSpanID: number == 0
              ? .none : SpanID(rawValue: trace << 8 | UInt64(generator.number(1...Int(number)))),
            name: "op \(number % 3)", start: start, durationNanoseconds: UInt64(generator.number(1...9_000)),
            attributes: attributes,
            events: generator.isOne(in: 5)
              ? [SpanEvent(time: Timestamp(nanoseconds: start + 5), name: "e\(number % 2)", attributes: item)] : []))
      }
    }
    return spans
  }

  @Test(arguments: [UInt64(1), 2])
  func `any trace of a long segment comes as the whole segment has it`(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let segment = try LevelOneCheck.segment(of: SpanBatch(Self.spans(seed: seed)))
    let whole = try segment.decodeAll()
    var rows: [TraceID: [Int]] = [:]
    for row in 0..<whole.count { rows[whole.traceIDs[row], default: []].append(row) }
    try #require(rows.count == Self.traceCount)
    let ids = rows.keys.sorted()
    for _ in 0..<150 {
      let id = ids[generator.number(0...ids.count - 1)]
      #expect(try segment.trace(id).spans == rows[id]?.map(whole.span(at:)), "seed \(seed), trace \(id)")
    }
  }

  @Test(arguments: [UInt64(1), 2])
  func `many traces at once come as one after the other`(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let segment = try LevelOneCheck.segment(of: SpanBatch(Self.spans(seed: seed)))
    let whole = try segment.decodeAll()
    // The shares make reading step over few traces, over many, and beyond a checkpoint.
    for share in [2, 20, 200] {
      let ids = Set(whole.traceIDs.filter { _ in generator.isOne(in: share * 10) })
      try #require(ids.count > 1)
      let expected = (0..<whole.count).filter { ids.contains(whole.traceIDs[$0]) }.map(whole.span(at:))
      #expect(try segment.traces(ids).spans == expected, "seed \(seed), one of \(share)")
    }
    #expect(try segment.traces([TraceID(high: 1, low: 1), TraceID(high: 1, low: 2)]).isEmpty)
    #expect(try segment.traces([]).isEmpty)
  }

  @Test(arguments: [UInt64(3), 4])
  func `what a scan demands is found in every trace that has it`(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let segment = try LevelOneCheck.segment(of: SpanBatch(Self.spans(seed: seed)))
    let whole = try segment.decodeAll().spans
    let key = try #require(segment.tables.strings.code(of: "order.id"))
    for round in 0..<40 {
      let place = generator.number(0...whole.count - 1)
      guard case .string(let order)? = whole[place].attributes.first?.value else { continue }
      let wanted = Attribute("order.id", .string(order))
      var selection = LevelOneSelection(
        keys: [key], names: false, details: false, events: generator.isOne(in: 2), links: false)
      selection.demands = [[.init(key: key, value: .string(order))]]
      let read = try segment.spans(ofOperations: segment.operations.map { _ in true }, reading: selection)
      let found = read.spans.filter { $0.attributes.contains(wanted) }.map(\.spanID)
      let expected = whole.filter { $0.attributes.contains(wanted) }.map(\.spanID)
      #expect(found == expected, "seed \(seed), round \(round), \(order)")
      #expect(read.count < whole.count / 10, "other traces are left out")
    }
  }
}
