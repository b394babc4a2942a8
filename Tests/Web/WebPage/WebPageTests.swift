import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing
import WebPage

@Suite("The web page")
struct WebPageTests {
  private var application: some ApplicationProtocol {
    let router = Router()
    WebPage.addRoutes(to: router)
    return Application(router: router)
  }

  private func get(
    _ path: String, _ headers: HTTPFields = [:], _ check: @escaping @Sendable (TestResponse) throws -> Void
  ) async throws {
    try await application.test(.router) { client in
      try await client.execute(uri: path, method: .get, headers: headers) { try check($0) }
    }
  }

  @Test("Every view has a document, and it may run nothing but our files")
  func views() async throws {
    for path in ["/", "/search", "/trace/0af7651916cd43dd8448eb211c80319c", "/services/cart", "/compare/a/b"] {
      try await get(path) { response in
        #expect(response.status == .ok)
        #expect(response.headers[.contentType] == "text/html; charset=utf-8")
        let policy = try #require(response.headers[.contentSecurityPolicy])
        #expect(policy.hasPrefix("default-src 'none'; script-src 'self'"))
        #expect(!policy.contains("unsafe"))
        #expect(String(buffer: response.body).contains("<main id=\"main\""))
      }
    }
  }

  @Test("A view's document names each module that the view needs once, and none that is not there")
  func preloading() async throws {
    for (path, own, strange) in [
      ("/search?range=1h", "search/form.js", "map/page.js"), ("/map", "map/layout.js", "search/form.js"),
      ("/", "overview/page.js", "trace/flame.js"), ("/trace/1", "trace/flame.js", "map/page.js"),
    ] {
      try await get(path) { response in
        let links = String(buffer: response.body).matches(of: #/rel="modulepreload" href="\/assets\/([^"]+)"/#)
          .map { String($0.1) }
        #expect(links.contains(own) && !links.contains(strange) && links.contains("core/all.js"), "\(path)")
        #expect(Set(links).count == links.count)
        #expect(links.allSatisfy { WebAsset.served[$0] != nil }, "\(links)")
      }
    }
  }

  @Test("A search is asked for before the modules of its page are there")
  func firstQuestion() async throws {
    try await get("/search?service=cart") { response in
      let text = String(buffer: response.body)
      let scripts = text.matches(of: #/<script src="\/assets\/([^"]+)"/#).map { String($0.1) }
      #expect(scripts == ["core/theme.js", "search/first.js", "main.js"])
      #expect(text.contains("search/first.js\" type=\"module\" async>"))
      let links = text.matches(of: #/modulepreload" href="\/assets\/([^"]+)"/#).map { String($0.1) }
      let last = try #require(links.firstIndex(of: "core/all.js"))
      #expect(links.firstIndex(of: "search/first.js") == 0 && last < links.firstIndex(of: "main.js") ?? 0, "\(links)")
    }
    try await get("/trace/1") { #expect(!String(buffer: $0.body).contains("first.js")) }
  }

  @Test("A document names one style sheet, which is all of them")
  func styleSheet() async throws {
    try await get("/search") { response in
      let links = String(buffer: response.body).matches(of: #/rel="stylesheet" href="([^"]+)"/#).map { String($0.1) }
      #expect(links == ["/assets/style.css"])
    }
    try await get("/assets/style.css") { response in
      #expect(response.headers[.contentType] == "text/css; charset=utf-8")
      let text = String(buffer: response.body)
      for (path, asset) in WebAsset.all where path.hasPrefix("style/") {
        #expect(text.contains(String(decoding: asset.bytes, as: UTF8.self)), "\(path)")
      }
    }
  }

  @Test("Files answer with their type, compressed for those who can read it")
  func compression() async throws {
    try await get("/assets/core/dom.js", [.acceptEncoding: "br;q=1.0, gzip;q=0.8"]) { response in
      #expect(response.headers[.contentType] == "text/javascript; charset=utf-8")
      #expect(response.headers[.contentEncoding] == "gzip")
      #expect(Array(response.body.readableBytesView.prefix(2)) == [0x1F, 0x8B])
    }
    try await get("/assets/core/dom.js", [.acceptEncoding: "gzip;q=0"]) { response in
      #expect(response.headers[.contentEncoding] == nil)
      #expect(String(buffer: response.body).contains("export function h("))
    }
  }

  @Test("A browser that has a file already gets 304, until the file changes")
  func revalidation() async throws {
    try await application.test(.router) { client in
      let tag = try await client.execute(uri: "/assets/core/dom.js", method: .get) { response in
        #expect(response.headers[.cacheControl] == "no-cache")
        return try #require(response.headers[.eTag])
      }
      try await client.execute(
        uri: "/assets/core/dom.js", method: .get, headers: [.ifNoneMatch: "\"other\", \(tag)"]
      ) { response in
        #expect(response.status == .notModified)
        #expect(response.body.readableBytes == 0)
        #expect(response.headers[.eTag] == tag)
      }
      try await client.execute(uri: "/assets/core/dom.js", method: .get, headers: [.ifNoneMatch: "\"other\""]) {
        #expect($0.status == .ok)
      }
    }
  }

  @Test("What is no file of the page is not found, however it is written")
  func strangers() async throws {
    for path in ["/assets/", "/assets/none.js", "/assets/../Package.swift", "/assets/core", "/assets/core%2Fdom.js"] {
      try await get(path) { #expect($0.status == .notFound, "\(path)") }
    }
  }

  @Test("The binary holds every file of Query/Web/Assets as it is on disk, and they stay small")
  func completeness() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let folder = root.appending(path: "Query/Web/Assets")
    let files = try #require(
      FileManager.default.enumerator(at: folder, includingPropertiesForKeys: [.isRegularFileKey]))
    var paths: Set<String> = []
    for case let url as URL in files {
      guard try url.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true else { continue }
      let path = String(url.path.dropFirst(folder.path.count + 1))
      paths.insert(path)
      let lines = essence(of: try String(contentsOf: url, encoding: .utf8), path)
      let served = try #require(WebAsset.all[path], "\(path): run scripts/web-assets.py")
      for (one, other) in zip(lines, essence(of: String(decoding: served.bytes, as: UTF8.self), path)) {
        #expect(one == other, "\(path): build anew")
      }
      #expect(
        served.bytes.count { $0 == UInt8(ascii: "\n") } == (lines.joined(separator: "\n").count { $0 == "\n" }),
        "\(path)")
    }
    #expect(Set(WebAsset.all.keys) == paths)
    #expect(paths.contains("index.html"))
    #expect(WebAsset.all.values.reduce(0) { $0 + $1.bytes.count } < 250_000)
  }

  /// What has to be the same in a file and in what is served of it, in other words than `LineTrimmer` has for it: line by
  /// line the signs without spaces and comments, and the texts with all their spaces.
  private func essence(of text: String, _ path: String) -> [String] {
    guard path.hasSuffix(".js") || path.hasSuffix(".css") else { return [text] }
    var isComment = false
    return text.components(separatedBy: "\n").map { line in
      let line = line.replacing(/^ +/, with: "")
      if line.hasPrefix("/*") { isComment = true }
      defer { if line.hasSuffix("*/") { isComment = false } }
      if isComment || line.hasPrefix("//") { return "" }
      let quotes = line.matches(of: #/"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`(?:\\.|[^`\\])*`/#).map { String($0.0) }
      let code = path.hasSuffix(".js") ? line.replacing(#/ \/\/ [A-Z].*$/#, with: "") : line
      return code.replacing(/; *}/, with: "}").replacing(" ", with: "") + quotes.joined()
    }
  }

  @Test("No text of a script spans lines, so that trimming lines changes none")
  func textsEndOnTheirLine() throws {
    for asset in WebAsset.all.values where asset.path.hasSuffix(".js") {
      for line in String(decoding: asset.bytes, as: UTF8.self).components(separatedBy: "\n") {
        #expect(line.count { $0 == "`" } % 2 == 0, "\(asset.path): \(line)")
        #expect(
          !line.hasSuffix("*/"), "\(asset.path): a comment that begins behind code and ends a later line: \(line)")
      }
    }
  }

  @Test("The document and its files name nothing outside of this server")
  func noStrangers() {
    for asset in WebAsset.all.values {
      let text = String(decoding: asset.bytes, as: UTF8.self)
      for match in text.matches(of: /https?:\/\/[a-z0-9.\-]+/) {
        #expect(["http://www.w3.org", "http://127.0.0.1"].contains(String(match.0)), "\(asset.path): \(match.0)")
      }
      #expect(!text.contains("innerHTML") && !text.contains("eval("), "\(asset.path)")
    }
  }
}
