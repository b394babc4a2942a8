import Foundation
import HTTPTypes
import Hummingbird
import OpenAPIDocument
import SchemaTesting
import SpanSeries
import TelemetryModel
import TelemetryStorage
import TestSupport
import Testing

/// The API's document against the routes that there are, and against what they answer.
@Suite struct OpenAPITests {
  private let document: JSONValue
  private let validator: SchemaValidator

  init() throws {
    document = try JSONValue(text: String(decoding: OpenAPIDocument.json, as: UTF8.self))
    validator = SchemaValidator(document: document)
  }

  private static let client: APIClient = {
    var failed = Span.test(
      3, under: 2, at: 2_000, duration: 500_000, name: "Add", kind: .server, service: "cart",
      attributes: [Attribute("http.response.status_code", .int(503)), Attribute("correlation.id", .string("order-7"))])
    failed.status = SpanStatus(.error, message: "declined")
    failed.resource.attributes.append(Attribute("service.version", .string("2.0")))
    failed.links = [SpanLink(traceID: TraceID(high: 0, low: 0xDEF), spanID: SpanID(rawValue: 9))]
    let trace = TraceID(high: 0, low: 0xABC)
    var client = APIClient([
      .test(1, duration: 2_000_000, name: "GET /", kind: .server, service: "front"),
      .test(2, under: 1, at: 1_000, duration: 1_000_000, name: "GET", kind: .client, service: "front"), failed,
      .test(4, under: 2, at: 600_000, duration: 300_000, name: "Add", kind: .server, service: "cart"),
      .test(trace: 0xDEF, 9, name: "pay", kind: .producer, service: "bank"),
      .test(trace: 0xDEF, 10, under: 77, name: "lost", service: "bank"), .complete,
    ])
    client.logs = LogList((0..<3).map { record($0, of: trace) })
    client.storage = StorageRouteTests.figures
    let archive = StubArchive(client.source)
    client.archive = archive
    _ = try? archive.archive(trace)
    return client.withSeries
  }()

  private static func record(_ number: Int, of trace: TraceID) -> LogRecord {
    let body: AttributeValue =
      number == 2 ? .keyValueList([Attribute("k", .int(1))]) : .string("order \(number) paid")
    let attributes: [Attribute] = [
      Attribute("n", .int(Int64(number))), Attribute("correlation.id", .string("order-7")),
      Attribute("trace_id", .string("\(trace)")),
    ]
    let time: UInt64 = Timestamp.test.nanoseconds + UInt64(number)
    return .stub(time: time, severity: number == 0 ? .error : .info, body: body, attributes: attributes)
  }

  @Test func everyRouteIsInTheDocumentAndNothingElse() throws {
    let router = Router()
    Self.client.addRoutes(to: router)
    let routes = router.routes.map { route in
      let path = "\(route.path)".split(separator: "/").map { part in
        part.hasPrefix(":") ? "{\(part.dropFirst())}" : String(part)
      }
      return "\(route.method.rawValue) /\(path.joined(separator: "/"))"
    }
    let receivers = [
      "GET /sampling", "POST /v1/logs", "POST /v1/metrics", "POST /v1/traces", "POST /api/v2/spans",
    ]
    let documented = (document["paths"]?.members ?? [:]).flatMap { path, item in
      item.members.keys.filter { $0 != "servers" }.map { "\($0.uppercased()) \(path)" }
    }
    #expect(documented.sorted() == (routes + receivers).sorted())
  }

  /// Whole requests: an answer of each kind that every route gives.
  private static let range = "start=1767323040000000000&end=1767323100000000000"
  private static let seconds = "start=1767323040&end=1767323160"
  private static let requests = [
    "/api/skein/v1/red?by=service,operation,kind,status,statusClass&step=1m&quantiles=0.5,0.99&exemplars=true&\(range)",
    "/api/skein/v1/red?by=http.response.status_code,resource.host.name&\(range)", "/api/skein/v1/red?step=x",
    "/api/skein/v1/services/cart?step=1m&\(range)", "/api/skein/v1/services/bank", "/api/skein/v1/services/nobody",
    "/api/skein/v1/dependencies?\(range)", "/api/skein/v1/correlations/order-7", "/api/skein/v1/correlations/nobody",
    "/api/skein/v1/correlations/00000000000000000000000000000def", "/api/skein/v1/correlations/order-7/otlp",
    "/api/skein/v1/logs?limit=2", "/api/skein/v1/logs?format=otlp", "/api/skein/v1/logs?limit=0",
    "/api/skein/v1/search?service=cart&\(range)", "/api/skein/v1/search?limit=0", "/api/skein/v1/heatmap?\(range)",
    "/api/skein/v1/attributes", "/api/skein/v1/attributes?key=k&limit=2",
    "/api/skein/v1/traces/00000000000000000000000000000abc/columns", "/api/skein/v1/traces/1/columns",
    "/api/skein/v1/logs/patterns", "/api/skein/v1/logs/histogram?columns=3&\(range)", "/api/skein/v1/logs/histogram",
    "/api/skein/v1/archive", "/api/skein/v1/archive?limit=x", "/api/skein/v1/export", "/api/skein/v1/export?signal=x",
    "/api/skein/v1/storage",
    "/api/openapi.json", "/api/services", "/api/services/cart/operations", "/api/operations?service=cart",
    "/api/operations", "/api/traces?limit=10&\(range)", "/api/traces?traceID=abc&traceID=1&prettyPrint=true",
    "/api/traces?limit=x", "/api/traces/abc", "/api/traces/1", "/api/dependencies", "/api/metrics/minstep",
    "/api/metrics/latencies?service=cart&quantile=0.95&groupByOperation=1", "/api/metrics/latencies?service=cart",
    "/api/metrics/calls?service=cart", "/api/metrics/errors?service=cart&service=front", "/api/v3/services",
    "/api/v3/operations?service=cart", "/api/v3/operations",
    "/api/v3/traces?query.startTimeMin=2026-01-01T00:00:00Z&query.startTimeMax=2026-01-03T00:00:00Z",
    "/api/v3/traces/abc", "/api/v3/traces/1", "/api/v2/services", "/api/v2/spans?serviceName=cart", "/api/v2/spans",
    "/api/v2/remoteServices?serviceName=front", "/api/v2/traces?serviceName=cart", "/api/v2/traces?limit=0",
    "/api/v2/trace/abc", "/api/v2/trace/1", "/api/v2/traceMany?traceIds=abc,def", "/api/v2/traceMany",
    "/api/v2/dependencies?endTs=1767323160000", "/api/v2/dependencies", "/api/v2/autocompleteKeys",
    "/api/v2/autocompleteValues?key=correlation.id", "/prometheus/api/v1/query?query=1",
    "/prometheus/api/v1/query?query=traces_spanmetrics_latency&time=1767323100",
    "/prometheus/api/v1/query?query=sum(rate(traces_spanmetrics_calls_total%5B1m%5D))&time=1767323160",
    "/prometheus/api/v1/query?query=sum(",
    "/prometheus/api/v1/query_range?query=traces_spanmetrics_calls_total&step=60&\(seconds)",
    "/prometheus/api/v1/query_range?query=traces_spanmetrics_latency&step=60&\(seconds)",
    "/prometheus/api/v1/query_exemplars?query=traces_spanmetrics_latency_bucket&\(seconds)",
    "/prometheus/api/v1/series?match%5B%5D=traces_spanmetrics_calls_total&\(seconds)", "/prometheus/api/v1/series",
    "/prometheus/api/v1/labels?\(seconds)", "/prometheus/api/v1/metadata",
    "/prometheus/api/v1/label/service/values?\(seconds)", "/prometheus/api/v1/status/buildinfo", "/prometheus",
    "/prometheus/-/healthy", "/prometheus/-/ready", "/health", "/ready", "/metrics",
  ]

  @Test func everyAnswerIsWhatTheDocumentSays() async throws {
    let answers = try await Self.client.requests(Self.requests)
    // What names a server of its own is answered by the collector's port.
    let here = (document["paths"]?.members ?? [:]).filter { $0.value["servers"] == nil }
    var open = Set(here.filter { $0.value["get"] != nil }.keys)
    for (uri, answer) in zip(Self.requests, answers) {
      let path = try #require(documentedPath(of: uri), "\(uri) is not in the document")
      if answer.status == 200 { open.remove(path) }
      try check(answer, of: path, "get", uri)
    }
    #expect(open.isEmpty, "no request shows what these answer")
  }

  @Test func answersToFormsAreWhatTheDocumentSays() async throws {
    let uris = ["query?query=1", "query_range?query=", "labels", "metadata"].map { "/prometheus/api/v1/" + $0 }
    for (uri, answer) in zip(uris, try await Self.client.requests(uris, .post)) {
      try check(answer, of: try #require(documentedPath(of: uri)), "post", uri)
    }
  }

  @Test func answersToChangesAreWhatTheDocumentSays() async throws {
    let changes: [(String, HTTPRequest.Method, Int)] = [
      ("/api/archive/def", .post, 200), ("/api/archive/77", .post, 404), ("/api/archive/x", .post, 400),
      ("/api/skein/v1/archive/77", .delete, 404), ("/api/skein/v1/archive/x", .delete, 400),
    ]
    for (uri, method, status) in changes {
      let answer = try await Self.client.request(uri, method)
      #expect(answer.status == status)
      try check(answer, of: try #require(documentedPath(of: uri)), method.rawValue.lowercased(), uri)
    }
  }

  @Test func theDocumentRefersToNothingThatIsNotThere() throws {
    var references: [String] = []
    func collect(_ value: JSONValue) {
      if let reference = value["$ref"]?.text { references.append(reference) }
      for element in value.elements { collect(element) }
      for member in value.members.values { collect(member) }
    }
    collect(document)
    #expect(references.count > 50)
    #expect(references.filter { validator.target(of: $0) == nil } == [])
    // And nothing is there that is not referred to.
    for section in ["schemas", "parameters", "responses"] {
      let names = (document["components"]?[section]?.members ?? [:]).keys
      #expect(names.filter { !references.contains("#/components/\(section)/\($0)") } == [])
    }
  }

  /// The path of the document that a request fits; a path without parameters goes first.
  private func documentedPath(of uri: String) -> String? {
    let parts = uri.prefix { $0 != "?" }.split(separator: "/")
    let fitting = (document["paths"]?.members ?? [:]).keys.filter { path in
      let wanted = path.split(separator: "/")
      return wanted.count == parts.count && zip(wanted, parts).allSatisfy { $0 == $1 || $0.hasPrefix("{") }
    }
    return fitting.min { $0.count(where: { $0 == "{" }) < $1.count(where: { $0 == "{" }) }
  }

  private func check(_ answer: Answer, of path: String, _ method: String, _ uri: String) throws {
    let responses = document["paths"]?[path]?[method]?["responses"]
    var response = try #require(responses?["\(answer.status)"], "\(uri) answers \(answer.status): \(answer.text)")
    if let reference = response["$ref"]?.text { response = try #require(validator.target(of: reference)) }
    let type = String((answer.headers[.contentType] ?? "").prefix { $0 != ";" })
    let schema = try #require(response["content"]?[type]?["schema"], "\(uri) answers \(type)")
    guard type == "application/json" else { return }
    let problems = validator.problems(of: try JSONValue(text: answer.text), against: schema)
    #expect(problems.isEmpty, "\(uri): \(problems.joined(separator: "\n"))\n\(answer.text)")
  }
}
