import Foundation

/// The files of this checkout, without what was built or installed into it.
struct Repository {
  /// One text file, by its path from the root of the repository.
  struct File {
    let path: String
    let text: String

    /// The lines, numbered from 1.
    var lines: [(number: Int, text: Substring)] {
      text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().map { ($0 + 1, $1) }
    }

    func hasSuffix(_ suffixes: String...) -> Bool { suffixes.contains { path.hasSuffix($0) } }

    func isInside(_ folder: String) -> Bool { path.hasPrefix(folder + "/") }
  }

  let root: URL
  /// Every text file, ordered by path.
  let files: [File]
  /// Every path below the root that is a file or a folder; the root is the empty path.
  let paths: Set<String>

  /// This checkout, read once.
  static let current = Repository(
    root: URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent())

  private static let textSuffixes = [".swift", ".c", ".h", ".py", ".sh", ".md", ".modulemap", ".txt", ".ini", ".toml"]
  private static let textNames: Set = ["Makefile", "LICENSE", ".ci/run", ".gitignore", ".swift-format"]

  init(root: URL) {
    self.root = root
    var files: [File] = []
    var paths: Set = [""]
    var folders = [""]
    while let folder = folders.popLast() {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: root.appending(path: folder).path)) ?? []
      for name in names where !Self.isLeftOut(name) {
        let path = folder.isEmpty ? name : folder + "/" + name
        paths.insert(path)
        let url = root.appending(path: path)
        if (try? url.resourceValues(forKeys: [.isDirectoryKey]).isDirectory) == true {
          folders.append(path)
        } else if Self.textNames.contains(path) || Self.textSuffixes.contains(where: { path.hasSuffix($0) }),
          let text = try? String(contentsOf: url, encoding: .utf8)
        {
          files.append(File(path: path, text: text))
        }
      }
    }
    self.files = files.sorted { $0.path < $1.path }
    self.paths = paths
  }

  private static func isLeftOut(_ name: String) -> Bool {
    name == ".git" || name == "dist" || name == "__pycache__" || name == ".swiftpm" || name == ".pytest_cache"
      || name.hasPrefix(".build") || name.hasPrefix(".venv")
  }

  subscript(path: String) -> File? { files.first { $0.path == path } }

  var swiftFiles: [File] { files.filter { $0.hasSuffix(".swift") } }
}
