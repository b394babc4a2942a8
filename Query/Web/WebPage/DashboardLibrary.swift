import CWebAssets
import FoundationEssentials
import Glibc

/// The dashboards that the page draws: those that are part of this binary, and the files of a folder.
///
/// The folder is read at each request, so that an edited file shows at once. Names never become paths: a file is served
/// only when the folder's own listing has its name.
package struct DashboardLibrary: Sendable {
  /// Where users' own dashboards lie; a dashboard there hides a built-in one of the same name.
  package let folder: String?

  package init(folder: String?) { self.folder = folder }

  package struct Entry: Sendable, Codable, Equatable {
    package let name: String
    package let title: String
    package let isBuiltIn: Bool
  }

  /// All dashboards by name. Files that are no dashboards are left out.
  package func entries() -> [Entry] {
    var entries: [String: Entry] = [:]
    for (name, bytes) in Self.builtIn {
      entries[name] = Entry(name: name, title: Self.title(of: bytes) ?? name, isBuiltIn: true)
    }
    for name in names() {
      guard let bytes = file(name), let title = Self.title(of: bytes) else { continue }
      entries[name] = Entry(name: name, title: title, isBuiltIn: false)
    }
    return entries.values.sorted { $0.name < $1.name }
  }

  /// The JSON of a dashboard, as Grafana imports it.
  package func dashboard(_ name: String) -> [UInt8]? {
    if names().contains(name), let bytes = file(name) { return bytes }
    return Self.builtIn[name]
  }

  private static let suffix = ".json"

  /// The names of the folder's files without their ending, the first of them by name.
  private func names() -> [String] {
    guard let folder, let files = try? FileManager.default.contentsOfDirectory(atPath: folder) else { return [] }
    let names = files.filter { $0.hasSuffix(Self.suffix) && !$0.hasPrefix(".") }.map {
      String($0.dropLast(Self.suffix.count))
    }
    return Array(names.sorted().prefix(WebPageLimits.dashboardCount))
  }

  /// - Parameter name: one of `names`.
  private func file(_ name: String) -> [UInt8]? {
    guard let folder else { return nil }
    return Self.bytes(of: folder + "/" + name + Self.suffix, limit: WebPageLimits.dashboardByteCount)
  }

  /// A regular file that is not too long. (Opening a pipe must not wait for somebody who writes.)
  private static func bytes(of path: String, limit: Int) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size <= limit else {
      return nil
    }
    let byteCount = Int(status.st_size)
    return [UInt8](unsafeUninitializedCapacity: byteCount) { buffer, count in
      // SAFETY: the kernel writes at most what is left of the buffer, and reports how much that was.
      while count < byteCount {
        let read = read(descriptor, buffer.baseAddress.map { $0 + count }, byteCount - count)
        if read > 0 { count += read } else if read == 0 || errno != EINTR { break }
      }
    }
  }

  private static func title(of bytes: [UInt8]) -> String? {
    struct Titled: Decodable {
      let title: String?
      let dashboard: Inner?

      struct Inner: Decodable { let title: String? }
    }
    guard let file = try? JSONDecoder().decode(Titled.self, from: Data(bytes)) else { return nil }
    return file.title ?? file.dashboard?.title
  }

  private static let builtIn: [String: [UInt8]] = {
    var files: [String: [UInt8]] = [:]
    // SAFETY: the table is constant, as long as it says, and each entry says how long its own bytes are.
    for file in UnsafeBufferPointer(start: skein_web_dashboards(), count: skein_web_dashboard_count()) {
      files[String(cString: file.path)] = Array(UnsafeBufferPointer(start: file.bytes, count: file.byte_count))
    }
    return files
  }()
}
