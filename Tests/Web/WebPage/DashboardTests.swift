import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOPosix
import Testing
import WebPage

@Suite("Dashboards")
struct DashboardTests {
  private static let builtIn = ["collector-health", "correlation", "red-overview", "service-detail"]

  /// A folder with these files, for as long as the work lasts.
  private func inFolder(_ files: [String: String], _ work: (String) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "skein-dashboards-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, text) in files { try Data(text.utf8).write(to: folder.appending(path: name)) }
    try await work(folder.path)
  }

  private func status(of path: String, _ library: DashboardLibrary) async throws -> HTTPResponse.Status {
    let router = Router()
    WebPage.addDashboardRoutes(to: router, library: library, threadPool: .singleton)
    return try await Application(router: router).test(.router) { client in
      try await client.execute(uri: path, method: .get) { $0.status }
    }
  }

  @Test("What Grafana imports from this repository is part of the binary")
  func builtIns() {
    let library = DashboardLibrary(folder: nil)
    #expect(library.entries().map(\.name) == Self.builtIn)
    #expect(library.entries().allSatisfy { $0.isBuiltIn && !$0.title.isEmpty })
    #expect(Self.builtIn.allSatisfy { library.dashboard($0)?.isEmpty == false })
  }

  @Test("Files of the folder come along, and hide built-in ones of their name; others are left out")
  func folder() async throws {
    let files = [
      "shop.json": #"{"title": "Shop", "panels": []}"#, "red-overview.json": #"{"dashboard": {"title": "Mine"}}"#,
      "broken.json": "{", "notes.txt": #"{"title": "no"}"#, ".hidden.json": #"{"title": "no"}"#,
      "huge.json": #"{"title": "\#(String(repeating: "a", count: WebPageLimits.dashboardByteCount))"}"#,
    ]
    try await inFolder(files) { folder in
      let library = DashboardLibrary(folder: folder)
      let own = library.entries().filter { !$0.isBuiltIn }
      #expect(own.map(\.name) == ["red-overview", "shop"])
      #expect(own.map(\.title) == ["Mine", "Shop"])
      #expect(library.dashboard("shop") == Array(files["shop.json", default: ""].utf8))
      #expect(library.dashboard("huge") == nil)
    }
  }

  @Test("A folder that is not there has no dashboards")
  func missingFolder() {
    #expect(DashboardLibrary(folder: "/nowhere/at/all").entries().map(\.name) == Self.builtIn)
  }

  @Test(
    "No name leads out of the folder",
    arguments: ["..%2Fsecret", "%2E%2E%2Fsecret", "..", ".%2Fshop", "%00", "%2Fetc%2Fpasswd", "shop%00"])
  func traversal(name: String) async throws {
    try await inFolder(["secret.json": #"{"title": "secret"}"#]) { outer in
      try FileManager.default.createDirectory(atPath: outer + "/inner", withIntermediateDirectories: true)
      try Data(#"{"title": "Shop"}"#.utf8).write(to: URL(filePath: outer + "/inner/shop.json"))
      let library = DashboardLibrary(folder: outer + "/inner")
      #expect(try await status(of: "/api/skein/v1/dashboards/shop", library) == .ok)
      #expect(try await status(of: "/api/skein/v1/dashboards/\(name)", library) == .notFound)
    }
  }

  @Test("A pipe in the folder is no dashboard, and nobody waits for it")
  func pipe() async throws {
    try await inFolder([:]) { folder in
      #expect(mkfifo(folder + "/pipe.json", 0o600) == 0)
      #expect(DashboardLibrary(folder: folder).dashboard("pipe") == nil)
    }
  }
}
