import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing
import WebPage

@Suite("A base path")
struct BasePathTests {
  @Test("It is names between slashes, and nothing that a document would have to escape")
  func syntax() {
    #expect(BasePath("/skein")?.path == "/skein")
    #expect(BasePath("/tools/skein-2.0_x~/")?.path == "/tools/skein-2.0_x~")
    #expect(BasePath("/") == BasePath.none)
    for text in ["", "skein", "//", "//evil.example", "/a//b", "/a/../b", "/.", "/a b", "/a\"b", "/ä", "/a?b", "/%41"] {
      #expect(BasePath(text) == nil, "\(text)")
    }
    #expect(BasePath("/" + String(repeating: "a", count: 200)) == nil)
  }

  @Test("What a responder serves is there with the base path and without")
  func responding() async throws {
    let basePath = try #require(BasePath("/skein"))
    let router = Router()
    WebPage.addRoutes(to: router, below: basePath)
    router.get("/echo") { request, _ in request.uri.string }
    let application = Application(responder: BasePathResponder(router.buildResponder(), below: basePath))
    try await application.test(.router) { client in
      for path in ["/echo?a=1", "/skein/echo?a=1"] {
        try await client.execute(uri: path, method: .get) { #expect(String(buffer: $0.body) == "/echo?a=1") }
      }
      for path in ["/skein/", "/skein/trace/1", "/search"] {
        try await client.execute(uri: path, method: .get) { response in
          #expect(response.status == .ok)
          #expect(String(buffer: response.body).contains("src=\"/skein/assets/main.js\""))
          #expect(!String(buffer: response.body).contains("=\"/assets"))
        }
      }
      try await client.execute(uri: "/skein/assets/main.js", method: .get) { #expect($0.status == .ok) }
      try await client.execute(uri: "/skein?a=1", method: .get) { response in
        #expect(response.status == .permanentRedirect)
        #expect(response.headers[.location] == "/skein/?a=1")
      }
      for path in ["/skeins/search", "/skein/skein/search"] {
        try await client.execute(uri: path, method: .get) { #expect($0.status == .notFound, "\(path)") }
      }
    }
  }
}
