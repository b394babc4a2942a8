import Foundation

/// Reads the files under `Tests/Fixtures`.
package enum Fixture {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Fixtures")

  package static func path(_ name: String) -> String { folder.appending(path: name).path() }

  package static func bytes(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: folder.appending(path: name)))
  }

  /// The messages of a gzipped file of length-prefixed ones.
  package static func messages(_ name: String) throws -> [[UInt8]] {
    let bytes = try inflated(name)
    var messages: [[UInt8]] = []
    var position = 0
    while position + 4 <= bytes.count {
      let length = (0..<4).reduce(0) { $0 | Int(bytes[position + $1]) << (8 * $1) }
      messages.append(Array(bytes[position + 4..<position + 4 + length]))
      position += 4 + length
    }
    return messages
  }

  /// Inflates with the system's own gzip: independent of the code under test.
  package static func inflated(_ name: String) throws -> [UInt8] {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(filePath: "/bin/gzip")
    process.arguments = ["-dc", path(name)]
    process.standardOutput = output
    try process.run()
    let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return [UInt8](bytes)
  }
}
