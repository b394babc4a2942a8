import Foundation
import HTTPService
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import NIOPosix
import PromQL
import QueryAPI
import QueryEngine
import TelemetryModel
import TelemetryStorage

/// An answer of the API under test.
struct Answer {
  let status: Int
  let headers: HTTPFields
  let text: String
  /// The body as it came.
  let bytes: [UInt8]

  /// The body as property-list-like values.
  var json: NSObject? {
    try? JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed) as? NSObject
  }

  /// `data` of a Jaeger version 1 envelope.
  var data: NSObject? { member("data") }

  func member(_ path: String...) -> NSObject? {
    path.reduce(json) { value, name in (value as? [String: NSObject])?[name] }
  }

  /// The first error of a Jaeger version 1 envelope.
  var message: String? { (member("errors") as? [[String: NSObject]])?.first?["msg"] as? String }
}

/// Parses expected JSON, so that order of members and white space do not count.
func parsed(_ json: String) -> NSObject? {
  try? JSONSerialization.jsonObject(with: Data(json.utf8), options: .fragmentsAllowed) as? NSObject
}

/// The query API over a few spans.
struct APIClient {
  var source: any SpanSource
  var series: (any MetricSource)?
  var logs: (any LogSource)?
  var archive: (any TraceArchive)?
  var storage: StorageFigures?
  var engineLimits = QueryLimits()
  var limits = QueryAPILimits()
  var isReady = true

  init(_ spans: [Span] = []) { source = StubSpanSource(spans) }

  init(_ source: any SpanSource) { self.source = source }

  func get(_ uri: String) async throws -> Answer { try await request(uri) }

  func request(_ uri: String, _ method: HTTPRequest.Method = .get) async throws -> Answer {
    let answers = try await requests([uri], method)
    return answers[0]
  }

  func requests(
    _ uris: [String], _ method: HTTPRequest.Method = .get, over framework: TestingSetup = .router
  ) async throws -> [Answer] {
    let router = Router()
    addRoutes(to: router)
    return try await Application(router: router).test(framework) { client in
      var answers: [Answer] = []
      for uri in uris {
        try await client.execute(uri: uri, method: method) { response in
          answers.append(
            Answer(
              status: response.status.code, headers: response.headers, text: String(buffer: response.body),
              bytes: Array(buffer: response.body)))
        }
      }
      return answers
    }
  }

  func addRoutes(to router: Router<BasicRequestContext>) {
    let isReady = isReady
    let storage = storage.map { figures in { @Sendable () in figures } }
    QueryAPI(
      engine: QueryEngine(source: source, logs: logs, archive: archive, limits: engineLimits), series: series,
      threadPool: .singleton,
      limits: limits,
      metrics: {
        var text = PrometheusText()
        text.add("skein_up", .gauge, help: "Whether this is up.", 1)
        return text
      },
      isReady: { isReady }, storage: storage, now: { .test.adding(1_000_000_000) }
    ).addRoutes(to: router)
  }
}
