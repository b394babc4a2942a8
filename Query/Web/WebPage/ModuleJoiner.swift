/// Makes one file of a folder's modules, for the folders that every view needs.
///
/// Each file is a request, and a browser spends more on one than on a few kilobytes: a page of thirty small modules is
/// written well and loads badly. Joined, the modules of a folder share one scope, which works as long as no two of them
/// call different things the same (a test checks that): imports from each other go, those from elsewhere are made once.
struct ModuleJoiner {
  static let folders: Set = ["charts", "core", "parts"]

  /// The lines of all modules by their paths.
  private let modules: [String: [Substring]]

  init(_ assets: [String: WebAsset]) {
    modules = assets.filter { $0.key.hasSuffix(".js") }
      .mapValues { String(decoding: $0.bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false) }
  }

  /// What is served in place of the modules: those of joined folders in one file each, all others importing from these.
  func joined() -> [String: String] {
    var result = modules.filter { !isJoined($0.key) }.map { path, lines in
      (path, lines.map { redirected($0, of: path) }.joined(separator: "\n"))
    }
    result += Self.folders.map { (Self.path(of: $0), joined($0)) }
    return Dictionary(uniqueKeysWithValues: result)
  }

  private static func path(of folder: String) -> String { folder + "/all.js" }

  /// Whether a module lies in a joined folder; a script that exports nothing is none.
  private func isJoined(_ path: String) -> Bool {
    Self.folders.contains { path.hasPrefix($0 + "/") } && modules[path]?.contains { $0.hasPrefix("export") } == true
  }

  private func joined(_ folder: String) -> String {
    var sources: [(path: String, names: [String])] = []
    var code: [Substring] = []
    for path in ordered(folder) {
      for line in modules[path] ?? [] {
        guard let (names, source) = Self.imported(redirected(line, of: path)) else {
          code.append(line)
          continue
        }
        if source == "./all.js" { continue }
        let place = sources.firstIndex { $0.path == source } ?? sources.endIndex
        if place == sources.endIndex { sources.append((source, [])) }
        sources[place].names += names.filter { !sources[place].names.contains($0) }
      }
    }
    let imports = sources.map { "import {\($0.names.joined(separator: ","))} from \"\($0.path)\";\n" }
    return imports.joined() + code.joined(separator: "\n")
  }

  /// The modules of a folder, each behind those that it imports.
  private func ordered(_ folder: String) -> [String] {
    var found: [String] = []
    var known: Set<String> = []
    func visit(_ path: String) {
      guard path.hasPrefix(folder + "/"), isJoined(path), known.insert(path).inserted else { return }
      for line in modules[path] ?? [] where line.hasPrefix("import") {
        ModuleGraph.modules(in: line, of: path).forEach(visit)
      }
      found.append(path)
    }
    modules.keys.sorted().forEach(visit)
    return found
  }

  /// A line whose imports come from where modules are once they are joined.
  private func redirected(_ line: Substring, of path: String) -> String {
    guard line.hasPrefix("import") || line.contains("import(") else { return String(line) }
    let parts = line.split(separator: "\"", omittingEmptySubsequences: false).map { part in
      guard let module = ModuleGraph.module(part, of: path), isJoined(module) else { return part }
      return part[...(part.lastIndex(of: "/") ?? part.startIndex)] + "all.js"
    }
    return parts.joined(separator: "\"")
  }

  /// What `import {names} from "source";` names.
  private static func imported(_ line: String) -> (names: [String], source: String)? {
    guard let match = line.wholeMatch(of: #/import *\{([^}]*)\} *from *"([^"]+)";/#) else { return nil }
    return (match.1.split(separator: ",").map { String($0.filter { $0 != " " }) }, String(match.2))
  }
}
