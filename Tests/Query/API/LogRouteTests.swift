import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import NIOPosix
import QueryAPI
import QueryEngine
import TelemetryModel
import TelemetryStorage
import TestSupport
import Testing

/// `/api/skein/v1/logs` and `/api/skein/v1/logs/patterns`.
@Suite struct LogRouteTests {
  private static let records: [LogRecord] = (0..<5).map { number in
    .stub(
      time: 1_000 + UInt64(number), severity: number == 3 ? .error : .info, body: .string("order \(number) paid"),
      attributes: [Attribute("n", .int(Int64(number))), Attribute("trace_id", .string("\(TraceID(high: 1, low: 2))"))])
  }

  private func get<Value: Decodable & SendableMetatype>(
    _ query: String, as type: Value.Type, status: HTTPResponse.Status = .ok, records: [LogRecord] = Self.records
  ) async throws -> Value {
    let engine = QueryEngine(source: StubSpanSource(), logs: LogList(records))
    let router = Router(context: BasicRequestContext.self)
    QueryAPI(engine: engine, threadPool: .singleton).addRoutes(to: router)
    return try await Application(responder: router.buildResponder()).test(.router) { client in
      try await client.execute(uri: "/api/skein/v1/logs" + query, method: .get) { response in
        #expect(response.status == status, "\(String(buffer: response.body))")
        return try JSONDecoder().decode(type, from: Data(Array(buffer: response.body)))
      }
    }
  }

  private struct Page: Decodable {
    struct Record: Decodable {
      let id: String
      let time: String
      let service: String
      let severity: String?
      let body: String?
      let traceID: String?
      let correlationID: String?
    }
    let logs: [Record]
    let next: String?
  }

  private struct Failure: Decodable {
    struct Detail: Decodable { let message: String }
    let error: Detail
  }

  private struct Histogram: Decodable {
    struct Count: Decodable, Equatable {
      let column: Int
      let severity: String
      let records: Int

      init(_ column: Int, _ severity: String, _ records: Int) {
        (self.column, self.severity, self.records) = (column, severity, records)
      }

      init(from decoder: any Decoder) throws {
        var parts = try decoder.unkeyedContainer()
        self.init(try parts.decode(Int.self), try parts.decode(String.self), try parts.decode(Int.self))
      }
    }

    let width: Int
    let records: Int
    let counts: [Count]
  }

  @Test func recordsAreCountedByTimeAndSeverityUpToBothEndsOfTheRange() async throws {
    let all = try await get("/histogram?start=1000&end=1004&columns=2", as: Histogram.self)
    #expect(all.width == 3 && all.records == 5)
    #expect(all.counts == [.init(0, "info", 3), .init(1, "info", 1), .init(1, "error", 1)])
    let some = try await get("/histogram?start=1000&end=1003&columns=500&severity=error", as: Histogram.self)
    #expect(some.width == 1 && some.counts == [.init(3, "error", 1)])
    let one = try await get("/histogram?start=1002&end=1002", as: Histogram.self)
    #expect(one.counts == [.init(0, "info", 1)])
  }

  @Test(arguments: ["start=1", "end=1", "start=1&end=2&columns=0", "start=1&end=2&columns=501", "start=2&end=1"])
  func aHistogramNeedsARangeAndColumns(query: String) async throws {
    _ = try await get("/histogram?\(query)", as: Failure.self, status: .badRequest)
  }

  @Test func recordsComeNewestFirstAndPagesGoOn() async throws {
    let first = try await get("?limit=2", as: Page.self)
    #expect(first.logs.map(\.time) == ["1004", "1003"])
    #expect(
      first.logs[1].severity == "error" && first.logs[1].body == "order 3 paid" && first.logs[1].service == "shop")
    let next = try #require(first.next)
    let second = try await get("?limit=9&after=\(next)", as: Page.self)
    #expect(second.logs.map(\.time) == ["1002", "1001", "1000"] && second.next == nil)
    #expect(try await get("?order=oldest&limit=1", as: Page.self).logs.map(\.time) == ["1000"])
  }

  @Test func aTraceIDInAnAttributeCounts() async throws {
    let page = try await get("?traceID=\(TraceID(high: 1, low: 2))&attribute=n%3D4", as: Page.self)
    #expect(page.logs.map(\.time) == ["1004"])
    #expect(page.logs.first?.traceID == "\(TraceID(high: 1, low: 2))")
    #expect(page.logs.first?.correlationID == "\(TraceID(high: 1, low: 2))")
  }

  @Test func conditionsAreReadFromTheirParameters() async throws {
    func times(_ query: String) async throws -> [String] { try await get(query, as: Page.self).logs.map(\.time) }
    #expect(try await times("?severity=warn") == ["1003"])
    #expect(try await times("?words=ORDER+2") == ["1002"])
    #expect(try await times("?text=rder+1") == ["1001"])
    #expect(try await times("?regex=order+%5B01%5D") == ["1001", "1000"])
    #expect(try await times("?start=1001&end=1002") == ["1002", "1001"])
    #expect(try await times("?service=none") == [])
    #expect(try await times("?correlationID=\(TraceID(high: 1, low: 2))&limit=1") == ["1004"])
  }

  @Test(arguments: [
    "start=x", "end=-1", "start=5&end=4", "severity=loud", "traceID=xyz", "spanID=0", "limit=0", "limit=10001",
    "order=up", "after=12", "attribute=x", "regex=(", "regex=a)(b", "format=xml", "words=%ZZ",
  ])
  func whatCannotBeReadIsNamed(query: String) async throws {
    let failure = try await get("?" + query, as: Failure.self, status: .badRequest)
    let name = query.split(separator: "=")[0]
    #expect(failure.error.message.contains(name == "words" ? "percent" : name), "\(failure.error.message)")
  }

  @Test func hostileTextStaysInsideItsString() async throws {
    let body = "</script>\u{1B}[31m\"\\\u{0}\u{2028}"
    let page = try await get("", as: Page.self, records: [.stub(body: .string(body))])
    #expect(page.logs.map(\.body) == [body])
  }

  @Test func structuredBodiesArePlainJSON() async throws {
    struct Body: Decodable, Equatable {
      let code: Int
      let tags: [String]
    }
    struct Answer: Decodable {
      struct Record: Decodable { let body: Body }
      let logs: [Record]
    }
    let body = AttributeValue.keyValueList([
      Attribute("code", .int(51)), Attribute("tags", .array([.string("a"), .string("b")])),
    ])
    let answer = try await get("", as: Answer.self, records: [.stub(body: body)])
    #expect(answer.logs.map(\.body) == [Body(code: 51, tags: ["a", "b"])])
  }

  @Test func patternsCarryTheirFigures() async throws {
    struct Answer: Decodable {
      struct Pattern: Decodable {
        let pattern: String
        let count: Int
        let severities: [String: Int]
        let services: [String: Int]
        let example: String
      }
      let records: Int
      let patterns: [Pattern]
    }
    let answer = try await get("/patterns", as: Answer.self)
    #expect(answer.records == 5 && answer.patterns.count == 1)
    let pattern = try #require(answer.patterns.first)
    #expect(pattern.pattern == "order <*> paid" && pattern.count == 5 && pattern.example == "order 4 paid")
    #expect(pattern.severities == ["info": 4, "error": 1] && pattern.services == ["shop": 5])
  }
}

/// Log records in memory, as one portion.
struct LogList: LogSource {
  private let batch: LogBatch

  init(_ records: [LogRecord]) { batch = LogBatch(records) }

  func scanLogs(
    _ hint: LogScanHint, _ order: LogOrder, _ visit: (LogPortion) throws(StoreError) -> ScanStep
  ) throws(StoreError) {
    _ = try visit(LogPortion(times: .all) { batch })
  }
}
