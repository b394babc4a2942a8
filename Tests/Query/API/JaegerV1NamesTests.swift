import Foundation
import TelemetryModel
import TelemetryStorage
import Testing

struct JaegerV1NamesTests {
  private let client = APIClient([
    .test(1, name: "GET /a", kind: .server, service: "b/c d"),
    .test(2, name: "GET /a", kind: .client, service: "b/c d"),
    .test(3, name: "x", kind: .unspecified, service: "b/c d"), .test(4, service: "a"),
  ])

  @Test func `services come with their count`() async throws {
    let answer = try await client.get("/api/services")
    #expect(answer.text == #"{"data":["a","b/c d"],"total":2,"limit":0,"offset":0,"errors":null}"#)
  }

  @Test func `an empty store has no services, and says so with an empty list`() async throws {
    let answer = try await APIClient().get("/api/services")
    #expect(answer.text == #"{"data":[],"total":0,"limit":0,"offset":0,"errors":null}"#)
  }

  @Test func `operations of a service are distinct names, the service is percent-decoded`() async throws {
    let answer = try await client.get("/api/services/b%2Fc%20d/operations")
    #expect(answer.text == #"{"data":["GET /a","x"],"total":2,"limit":0,"offset":0,"errors":null}"#)
    #expect(try await client.get("/api/services/none/operations").data == parsed("[]"))
    #expect(try await client.get("/api/services/%zz/operations").status == 400)
  }

  @Test func `operations with kinds can be filtered by kind`() async throws {
    let all = try await client.get("/api/operations?service=b/c+d")
    #expect(
      all.json
        == parsed(
          #"""
          {"data":[{"name":"GET /a","spanKind":"server"},{"name":"GET /a","spanKind":"client"},
            {"name":"x","spanKind":""}],"total":3,"limit":0,"offset":0,"errors":null}
          """#))
    let servers = try await client.get("/api/operations?service=b%2Fc%20d&spanKind=server")
    #expect(servers.data == parsed(#"[{"name":"GET /a","spanKind":"server"}]"#))
    #expect(try await client.get("/api/operations?service=a&spanKind=bogus").data == parsed("[]"))
  }

  @Test func `operations without a service are a 400`() async throws {
    let answer = try await client.get("/api/operations")
    #expect(answer.status == 400)
    #expect(answer.message == "parameter 'service' is required")
  }

  @Test func `a failing store is a 500 everywhere`() async throws {
    let failing = APIClient(StubSpanSource(failure: StoreError(.inputOutput, "disk gone")))
    for path in ["/api/services", "/api/services/a/operations", "/api/operations?service=a", "/api/traces"] {
      let answer = try await failing.get(path)
      #expect(answer.status == 500)
      #expect(answer.message == "disk gone")
    }
  }
}
