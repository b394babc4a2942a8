import TelemetryStorage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Where a store lies: absolute and without symbolic links, so that one file has one lock and one WAL.
struct StorePath: Sendable {
  let database: String
  var wal: String { database + "-wal" }
  var sharedMemory: String { database + "-shm" }

  /// - Throws: `unavailable` when the folder, or with `mustExist` the file itself, is not there.
  init(_ path: String, mustExist: Bool) throws(StoreError) {
    guard !path.isEmpty, !path.utf8.contains(0) else {
      throw StoreError(.unavailable, "the path of the store is empty or not valid")
    }
    if let resolved = Self.resolve(path) {
      database = resolved
      return
    }
    let reason = String(cString: strerror(errno))
    guard !mustExist, errno == ENOENT else { throw StoreError(.unavailable, "cannot open \(path): \(reason)") }
    let name = path.utf8.split(separator: UInt8(ascii: "/")).last.map { String($0) ?? "" } ?? ""
    let folder = String(path.dropLast(name.count))
    guard !name.isEmpty, path.hasSuffix(name), let folder = Self.resolve(folder.isEmpty ? "." : folder) else {
      throw StoreError(.unavailable, "cannot make \(path): its folder does not exist")
    }
    database = folder == "/" ? "/" + name : folder + "/" + name
  }

  private static func resolve(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  /// The size of a file in bytes; `nil` when there is none.
  static func byteCount(of path: String) -> Int? {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : nil
  }
}
