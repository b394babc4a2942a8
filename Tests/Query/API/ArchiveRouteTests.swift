import Foundation
import HTTPTypes
import TelemetryModel
import TelemetryStorage
import Testing

struct ArchiveRouteTests {
  private static let spans: [Span] = [
    .test(1, duration: 2_000_000, name: "GET /", kind: .server, service: "front"),
    .test(2, under: 1, at: 1_000, name: "GET", kind: .client, service: "front"),
    .test(trace: 0xDEF, 3, service: "bank"),
  ]

  private func client(isFull: Bool = false) -> APIClient {
    var client = APIClient(Self.spans)
    client.archive = StubArchive(client.source, isFull: isFull)
    return client
  }

  @Test func `a trace is archived by Jaeger's route, listed and removed by ours`() async throws {
    let client = client()
    #expect(
      try await client.get("/api/skein/v1/archive").json
        == parsed(#"{"traces": [], "count": 0, "bytes": 0, "byteLimit": 1000}"#))
    for id in ["def", "00000000000000000000000000000abc"] {
      let answer = try await client.request("/api/archive/\(id)", .post)
      #expect(answer.status == 200)
      #expect(answer.text == #"{"data":[],"total":0,"limit":0,"offset":0,"errors":null}"#)
    }
    let list = try await client.get("/api/skein/v1/archive?limit=1")
    #expect(
      list.json
        == parsed(
          """
          {"traces": [{"traceID": "00000000000000000000000000000abc", "start": "1767323045000006007", "duration": 2000000,
            "spans": 2, "errors": 0, "orphans": 0, "root": {"service": "front", "operation": "GET /"},
            "services": [{"service": "front", "spans": 2, "errors": 0}], "archived": "1767323045000006008", "logs": 2,
            "bytes": 100}], "count": 2, "bytes": 200, "byteLimit": 1000}
          """))
    let one = try await client.get("/api/skein/v1/archive?traceID=def")
    #expect(one.text.contains("00000000000000000000000000000def") && !one.text.contains("0abc"))
    let removed = try await client.request("/api/skein/v1/archive/def", .delete)
    #expect(removed.status == 204 && removed.text.isEmpty)
    #expect(try await client.request("/api/skein/v1/archive/def", .delete).status == 404)
    #expect(try await client.get("/api/skein/v1/archive").member("count") == parsed("1"))
  }

  @Test func `what cannot be archived is refused in Jaeger's words`() async throws {
    let unknown = try await client().request("/api/archive/77", .post)
    #expect(unknown.status == 404 && unknown.message == "trace not found")
    #expect(try await client().request("/api/archive/xyz", .post).status == 400)
    let none = try await APIClient(Self.spans).request("/api/archive/abc", .post)
    #expect(none.status == 500 && none.message == "archive span storage was not configured")
    let full = try await client(isFull: true).request("/api/archive/abc", .post)
    #expect(full.status == 507 && full.message == "the archive holds enough")
    for query in ["limit=0", "limit=1001", "limit=x", "traceID=xyz"] {
      #expect(try await client().get("/api/skein/v1/archive?\(query)").status == 400)
    }
    #expect(try await client().request("/api/skein/v1/archive/xyz", .delete).status == 400)
  }

  @Test func `reading changes nothing`() async throws {
    let client = client()
    #expect(try await client.get("/api/archive/abc").status == 404)
    #expect(try await client.get("/api/skein/v1/archive").member("count") == parsed("0"))
  }

  @Test func `a copy that cannot be read is listed all the same`() async throws {
    var client = APIClient()
    let archive = StubArchive(StubSpanSource(Self.spans))
    client.archive = archive
    _ = try archive.archive(TraceID(high: 0, low: 0xABC))
    let list = try await client.get("/api/skein/v1/archive")
    #expect(
      list.member("traces")
        == parsed(
          """
          [{"traceID": "00000000000000000000000000000abc", "archived": "1767323045000006007", "logs": 2, "bytes": 100}]
          """))
  }
}
