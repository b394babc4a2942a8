import QueryEngine
import SegmentStore
import TelemetryModel
import TelemetryStorage
import TestSupport
import Testing

/// Searches in a store of both levels, compared with a scan that knows nothing of codes, filters and portions.
@Suite struct LogSearchTests {
  @Test(arguments: 0..<12 as Range<UInt64>)
  func `a search finds what a plain scan finds, page by page`(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let records = LogShop.records(seed: seed, count: 400)
    let shop = try LogShop(records, portionCount: generator.number(3...12))
    defer { shop.close() }
    for _ in 0..<40 {
      let query = LogShop.query(about: generator.pick(records), using: &generator)
      let expected = PlainLogSearch.records(query, records)
      var found: [LogRecord] = []
      var page = query
      var pageCount = 0
      repeat {
        let answer = try shop.engine.logs(page)
        found += answer.records.records
        page.after = answer.next
        pageCount += 1
        #expect(answer.records.count == query.limit.count || answer.next == nil, "seed \(seed)")
      } while page.after != nil && pageCount < 1_000
      // Records are long: only what tells the case apart is shown.
      let isInOrder = found.map(\.effectiveTime) == expected.map(\.effectiveTime)
      let isComplete = Set(found) == Set(expected)
      #expect(isInOrder && isComplete, "seed \(seed): \(found.count) of \(expected.count) found, \(query)")
    }
  }

  @Test func `pages go on where they ended while records arrive and segments are merged`() throws {
    let records = LogShop.records(seed: 7, count: 300)
    let shop = try LogShop(records, portionCount: 5)
    defer { shop.close() }
    var query = LogQuery()
    query.limit = try #require(LogLimit(17))
    var found: [LogRecord] = []
    var lateCount = 0
    repeat {
      let page = try shop.engine.logs(query)
      found += page.records.records
      query.after = page.next
      // Newer than all: they belong before the pages that were read.
      try shop.store.append([LogBatch([.stub(time: 1_900_000_000_000_000_000 + UInt64(lateCount))])])
      lateCount += 1
      if lateCount % 4 == 0 { try shop.merge() }
    } while query.after != nil
    let isComplete = Set(found) == Set(records)
    #expect(found.count == records.count && isComplete, "\(found.count) found")
  }

  @Test(arguments: 0..<4 as Range<UInt64>)
  func `records of a service are counted by severity, whichever part of a segment lies in the range`(seed: UInt64)
    throws
  {
    let records = LogShop.records(seed: seed, count: 600)
    let shop = try LogShop(records, portionCount: 7)
    defer { shop.close() }
    let start: UInt64 = 1_700_000_000_000_000_000
    let part = try #require(
      TimeRange(
        start: Timestamp(nanoseconds: start + 7_000_000_000), end: Timestamp(nanoseconds: start + 41_000_000_000)))
    for service in Set(records.map(PlainLogSearch.service)) {
      for range in [TimeRange.all, part] {
        let found = try shop.engine.logCounts(of: ServiceQuery(service: service, timeRange: range))
        let wanted = records.filter { PlainLogSearch.service($0) == service && range.contains($0.effectiveTime) }
        let expected = Dictionary(grouping: wanted, by: \.severityNumber).mapValues(\.count)
        #expect(found == expected, "seed \(seed)")
      }
    }
  }

  @Test func `records that were sent again are found once`() throws {
    let records = LogShop.records(seed: 3, count: 50)
    let shop = try LogShop(records, portionCount: 2)
    defer { shop.close() }
    try shop.store.append([LogBatch(records)])
    let page = try shop.engine.logs(LogQuery())
    #expect(page.records.count == 50 && page.next == nil, "\(page.records.count) found")
    try shop.merge()
    #expect(try shop.engine.logs(LogQuery()).positions == page.positions)
  }

  @Test func `positions read back from their text`() throws {
    let shop = try LogShop(LogShop.records(seed: 1, count: 20), portionCount: 1)
    defer { shop.close() }
    for position in try shop.engine.logs(LogQuery()).positions {
      #expect(LogPosition("\(position)") == position)
    }
    for text in [
      "", "0", "x" + String(repeating: "0", count: 39), String(repeating: "0", count: 41),
      "+" + String(repeating: "0", count: 39),
    ] {
      #expect(LogPosition(text) == nil)
    }
  }

  @Test func `whole words, parts of words and expressions`() throws {
    let bodies = ["Timeout after 30ms", "read timeouts", "no time", "über-Timeout", "user_timeout=5", "TIMEOUT"]
    let shop = try LogShop(
      bodies.enumerated().map { .stub(time: UInt64(1_000 + $0.offset), body: .string($0.element)) }, portionCount: 1)
    defer { shop.close() }
    func found(_ change: (inout LogQuery) throws -> Void) throws -> [Int] {
      var query = LogQuery()
      query.order = .oldestFirst
      try change(&query)
      return try shop.engine.logs(query).records.times.map { Int($0.nanoseconds) - 1_000 }
    }
    #expect(try found { $0.phrases = ["timeout"] } == [0, 3, 4, 5])
    #expect(try found { $0.phrases = ["timeout after"] } == [0])
    #expect(try found { $0.texts = ["timeout"] } == [0, 1, 3, 4, 5])
    #expect(try found { $0.texts = ["TIME"] } == [0, 1, 2, 3, 4, 5])
    #expect(try found { $0.expressions = [try BodyExpression("[Tt]imeouts?$")] } == [1, 3])
    #expect(try found { $0.expressions = [try BodyExpression("^no|=5$")] } == [2, 4])
    #expect(throws: PatternError.self) { try BodyExpression("a)|(b") }
  }

  @Test func `structured bodies are searched by their texts`() throws {
    let body = AttributeValue.keyValueList([
      Attribute("message", .string("card declined")),
      Attribute("codes", .array([.int(51), .string("insufficient funds")])),
    ])
    let shop = try LogShop([.stub(body: body), .stub(body: .int(4_711))], portionCount: 1)
    defer { shop.close() }
    func count(_ change: (inout LogQuery) -> Void) throws -> Int {
      var query = LogQuery()
      change(&query)
      return try shop.engine.logs(query).records.count
    }
    #expect(try count { $0.phrases = ["declined", "insufficient"] } == 1)
    #expect(try count { $0.texts = ["message"] } == 1)
    #expect(try count { $0.texts = ["declined insufficient"] } == 0)
    #expect(try count { $0.texts = ["711"] } == 1)
  }

  @Test func `patterns count records, severities and services`() throws {
    var records: [LogRecord] = []
    for number in 0..<30 {
      let severity: SeverityNumber = number % 10 == 0 ? .error : .info
      let body = "order \(number) paid in \(number * 3) ms"
      let time = 1_700_000_000_000_000_000 + UInt64(number)
      let service = number % 2 == 0 ? "shop" : "bank"
      records.append(.stub(time: time, severity: severity, body: .string(body), service: service))
    }
    let shop = try LogShop(records + [.stub(time: 5, body: .bool(true))], portionCount: 3)
    defer { shop.close() }
    let answer = try shop.engine.patterns(LogQuery())
    #expect(answer.recordCount == 31 && answer.otherRecordCount == 1)
    let pattern = try #require(answer.patterns.first)
    #expect(answer.patterns.count == 1)
    #expect(pattern.text == "order <*> paid in <*> ms" && pattern.recordCount == 30)
    let severities: [SeverityNumber: Int] = [.error: 3, .info: 27]
    #expect(pattern.severities == severities && pattern.services == ["shop": 15, "bank": 15])
    #expect(pattern.first.nanoseconds == 1_700_000_000_000_000_000)
    #expect(pattern.last.nanoseconds == 1_700_000_000_000_000_029)
    #expect(pattern.example == "order 29 paid in 87 ms" && pattern.highestSeverity == .error)
  }

  @Test func `a query that runs too long says so`() throws {
    let shop = try LogShop(LogShop.records(seed: 1, count: 20), portionCount: 1)
    defer { shop.close() }
    var limits = QueryLimits()
    limits.timeout = .zero
    let engine = QueryEngine(source: shop.store, logs: shop.store, limits: limits)
    let error = try #require(throws: QueryError.self) { try engine.logs(LogQuery()) }
    #expect(error.code == .deadlineExceeded)
  }
}
