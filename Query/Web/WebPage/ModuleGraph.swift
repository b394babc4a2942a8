/// Which modules of the page import which, read from the modules themselves.
///
/// A browser learns what a module imports only when it has it: without help it asks five times in a row, each time for
/// what the last answers named. A document that names them all is there after one.
struct ModuleGraph {
  /// Paths of the modules that each one imports with an `import` at the beginning of a line.
  private var imports: [String: [String]] = [:]
  /// The module of each view: in `routes.js` a line has a view's name first and its module last.
  private var views: [String: String] = [:]

  init(_ assets: [String: WebAsset]) {
    for (path, asset) in assets where path.hasSuffix(".js") {
      let lines = String(decoding: asset.bytes, as: UTF8.self).split(separator: "\n")
      imports[path] = lines.filter { $0.hasPrefix("import") }.flatMap { Self.modules(in: $0, of: path) }
      guard path == "routes.js" else { continue }
      for line in lines where line.contains("import(") {
        let texts = line.split(separator: "\"", omittingEmptySubsequences: false)
        if texts.count > 1 { views[String(texts[1])] = Self.modules(in: line, of: path).last }
      }
    }
  }

  /// The module that sends a view's first question before the rest is there, if the view has one: `first.js` beside its own.
  func first(of view: String) -> String? {
    guard let path = views[view]?.split(separator: "/").dropLast().joined(separator: "/") else { return nil }
    return imports[path + "/first.js"].map { _ in path + "/first.js" }
  }

  /// All modules that the page needs to show a view, what it needs first coming first.
  func modules(of view: String) -> [String] {
    var found: [String] = []
    var known: Set<String> = []
    for roots in [[first(of: view)], ["main.js", views[view]]] {
      var next = found.count
      found += roots.compactMap { $0 }.filter { known.insert($0).inserted }
      while next < found.count {
        for path in imports[found[next]] ?? [] where known.insert(path).inserted { found.append(path) }
        next += 1
      }
    }
    return found
  }

  /// The modules that the quoted texts of a line name.
  static func modules(in line: Substring, of path: String) -> [String] {
    line.split(separator: "\"").compactMap { module($0, of: path) }
  }

  /// The module that a text names, as seen from the folder of `path`, if it is a relative path of one.
  static func module(_ text: Substring, of path: String) -> String? {
    guard text.hasPrefix("."), text.hasSuffix(".js") else { return nil }
    var folders = path.split(separator: "/").dropLast()
    for part in text.split(separator: "/") where part != "." {
      if part == ".." { folders = folders.dropLast() } else { folders.append(part) }
    }
    return folders.joined(separator: "/")
  }
}
