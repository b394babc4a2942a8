/// What Package.swift says about our own targets: which module lies in which folder.
struct Manifest {
  /// The folder of each target, by the name of its module.
  let folders: [String: String]

  /// Reads `name: "…"` and `path: "…"` of every target, in the order in which they stand.
  init(packageDescription text: String) {
    var folders: [String: String] = [:]
    var target: String?
    for match in text.matches(of: /(?:(?:[tT]arget|systemLibrary)\(\s*name|\bpath):\s*"([^"]+)"/) {
      let value = String(match.output.1)
      if match.output.0.hasPrefix("path") {
        if let name = target { folders[name] = value }
        target = nil
      } else {
        target = value
      }
    }
    self.folders = folders
  }

  /// The module whose folder is the innermost one around a file.
  func module(of path: String) -> String? {
    folders.filter { path.hasPrefix($0.value + "/") }.max { $0.value.count < $1.value.count }?.key
  }

  /// The folders that hold the folders of more than one target directly.
  var sharedFolders: [String] {
    let parents = folders.values.compactMap { path in path.lastIndex(of: "/").map { String(path[..<$0]) } }
    return Dictionary(grouping: parents) { $0 }.filter { $0.value.count > 1 }.keys.sorted()
  }
}
