import HTTPService
import HTTPTypes
import Testing

@Suite("Whom the servers answer")
struct RequestGuardTests {
  private func request(
    _ method: HTTPRequest.Method = .get, host: String?, _ fields: [(String, String)] = []
  ) throws -> HTTPRequest {
    var request = HTTPRequest(method: method, scheme: "http", authority: host, path: "/v1/traces")
    for (name, value) in fields { request.headerFields[try #require(HTTPField.Name(name))] = value }
    return request
  }

  @Test(
    "Addresses, localhost and names without a dot are out of a stranger's reach",
    arguments: [
      "127.0.0.1:16686", "localhost", "LOCALHOST:80", "skein.localhost:1", "[::1]:16686", "192.168.1.5", "skein:4318",
      "localhost.",
    ])
  func ownNames(host: String) throws {
    #expect(RequestGuard().refusal(of: try request(host: host)) == nil)
  }

  @Test(
    "Other names are refused: DNS rebinding",
    arguments: [
      "evil.example", "evil.example:16686", "localhost.evil.example", "127.0.0.1.evil.example", "1.2.3", "a@b", "x y",
      "::::",
      "127.0.0.1:80:80", "[::1]evil.example",
    ])
  func strangeNames(host: String) throws {
    #expect(RequestGuard().refusal(of: try request(host: host)) == .host)
  }

  @Test("An operator may allow names, or all of them")
  func allowedNames() throws {
    let rules = RequestGuard(allowedHosts: ["Skein.example"])
    #expect(rules.refusal(of: try request(host: "skein.EXAMPLE:443")) == nil)
    #expect(rules.refusal(of: try request(host: "evil.example")) == .host)
    #expect(RequestGuard(allowedHosts: ["*"]).refusal(of: try request(host: "any.example")) == nil)
  }

  @Test("Programs, which send no Origin, post as they like")
  func programs() throws {
    #expect(RequestGuard().refusal(of: try request(.post, host: "skein:4318")) == nil)
    #expect(RequestGuard().refusal(of: try request(.post, host: nil)) == nil)
  }

  @Test("Pages of other origins change nothing")
  func crossSite() throws {
    let rules = RequestGuard(allowedOrigins: ["https://shop.example"])
    let host = "127.0.0.1:4318"
    for origin in ["https://evil.example", "http://127.0.0.1:9999", "null", ""] {
      #expect(rules.refusal(of: try request(.post, host: host, [("Origin", origin)])) == .origin, "\(origin)")
    }
    for site in ["cross-site", "same-site"] {
      #expect(rules.refusal(of: try request(.post, host: host, [("Sec-Fetch-Site", site)])) == .origin)
    }
    #expect(rules.refusal(of: try request(.post, host: host, [("Origin", "http://127.0.0.1:4318")])) == nil)
    #expect(rules.refusal(of: try request(.post, host: host, [("Origin", "https://SHOP.example")])) == nil)
    #expect(rules.refusal(of: try request(.post, host: host, [("Sec-Fetch-Site", "same-origin")])) == nil)
    #expect(rules.refusal(of: try request(.get, host: host, [("Origin", "https://evil.example")])) == nil)
  }

  @Test("A page that rebinds its own name does not count as this server's page")
  func rebinding() throws {
    let fields = [("Origin", "http://evil.example:4318")]
    #expect(RequestGuard().refusal(of: try request(.post, host: "evil.example:4318", fields)) == .host)
  }
}
