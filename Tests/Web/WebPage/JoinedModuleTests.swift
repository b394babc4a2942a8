import Foundation
import Testing
import WebPage

@Suite("Modules that are served joined")
struct JoinedModuleTests {
  private static let folders = ["charts", "core", "parts"]

  private func lines(_ path: String) throws -> [Substring] {
    String(decoding: try #require(WebAsset.served[path], "\(path)").bytes, as: UTF8.self).split(separator: "\n")
  }

  /// The lines of a folder's modules with their indentation, as they are on disk.
  private func sources(_ folder: String) throws -> [Substring] {
    var root = URL(filePath: #filePath)
    for _ in 0..<4 { root.deleteLastPathComponent() }
    return try WebAsset.all.keys.filter { $0.hasPrefix(folder + "/") && $0 != "core/theme.js" }.flatMap { path in
      try String(contentsOf: root.appending(path: "Query/Web/Assets/\(path)"), encoding: .utf8).split(separator: "\n")
    }
  }

  /// The names that lines without indentation declare, or import.
  private func names(_ lines: [Substring]) -> [String] {
    lines.flatMap { line -> [String] in
      if let match = line.firstMatch(of: #/^import *\{([^}]*)\}/#) {
        return match.1.split(separator: ",").map { $0.filter { $0 != " " } }
      }
      let declaration = #/^(?:export )?(?:async )?(?:function\*?|const|let|class) +([\[{][^\]}]*|[\w$]+)/#
      guard let match = line.firstMatch(of: declaration) else { return [] }
      return match.1.matches(of: #/[\w$]+/#).map { String($0.0) }
    }
  }

  @Test("No two things of a joined folder have the same name", arguments: folders)
  func names(of folder: String) throws {
    // What modules of the folder import from elsewhere is imported once; from each other, not at all.
    let imports = try lines("\(folder)/all.js").filter { $0.hasPrefix("import") }
    let names = names(imports + (try sources(folder).filter { !$0.hasPrefix("import") }))
    let twice = Dictionary(grouping: names, by: \.self).filter { $0.value.count > 1 }.keys.sorted()
    #expect(twice == [], "\(folder): give one of them another name")
    #expect(names.count > 10)
  }

  @Test("A joined folder exports what its modules export, and holds all their lines", arguments: folders)
  func exports(of folder: String) throws {
    let joined = Set(try lines("\(folder)/all.js"))
    for (path, asset) in WebAsset.all where path.hasPrefix(folder + "/") && path != "core/theme.js" {
      let lines = String(decoding: asset.bytes, as: UTF8.self).split(separator: "\n")
      #expect(lines.allSatisfy { $0.hasPrefix("import") || joined.contains($0) }, "\(path)")
    }
  }

  @Test("What is served imports from the joined files, and only what is there")
  func imports() throws {
    for (path, asset) in WebAsset.served where path.hasSuffix(".js") && !isPart(path) {
      for line in String(decoding: asset.bytes, as: UTF8.self).split(separator: "\n") where line.hasPrefix("import") {
        let source = try #require(line.split(separator: "\"").dropFirst().first)
        for folder in Self.folders where source.contains("/\(folder)/") {
          #expect(source.hasSuffix("/\(folder)/all.js"), "\(path): \(line)")
          let exported = try lines("\(folder)/all.js").filter { $0.hasPrefix("export") }
          #expect(Set(names([line])).isSubset(of: names(exported)), "\(path): \(line)")
        }
      }
    }
  }

  /// Whether a file is served for itself though a joined one has it, too: for tests of single modules.
  private func isPart(_ path: String) -> Bool {
    Self.folders.contains { path.hasPrefix($0 + "/") && !path.hasSuffix("/all.js") }
  }
}
