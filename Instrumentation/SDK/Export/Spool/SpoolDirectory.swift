#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A folder that this process alone uses, and the files in it.
///
/// The kernel releases the lock when the process ends, however it ends. Files are made under another name and renamed
/// when they are complete and on disk; links are not followed.
final class SpoolDirectory: Sendable {
  private let path: String
  private let descriptor: Int32

  /// - Throws: `SpoolError`, for example when another process has the folder.
  init(_ path: String) throws(SpoolError) {
    try? FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    self.path = path
    guard descriptor >= 0 else { throw SpoolError("cannot open \(path): \(String(cString: strerror(errno)))") }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { throw SpoolError("another process uses \(path)") }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  func names() -> [String] { (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [] }

  /// Bytes of a file; `nil` when there is no file of that name.
  func byteCount(_ name: String) -> Int? {
    var status = stat()
    guard fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0, status.st_mode & S_IFMT == S_IFREG else {
      return nil
    }
    return Int(status.st_size)
  }

  /// Makes a file that is there with all of its bytes, or not at all, whatever happens meanwhile.
  func create(_ name: String, _ bytes: [UInt8]) -> Bool {
    let draft = name + Self.draftSuffix
    let file = openat(descriptor, draft, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard file >= 0 else { return false }
    let isWritten = Self.writeAll(bytes, to: file) && fsync(file) == 0
    close(file)
    guard isWritten, renameat(descriptor, draft, descriptor, name) == 0 else {
      remove(draft)
      return false
    }
    // The name, too, is to survive a power cut. When this fails, the file is there all the same.
    fsync(descriptor)
    return true
  }

  /// The bytes of a file; `nil` when it cannot be read or is larger than allowed.
  func contents(_ name: String, limit: Int) -> [UInt8]? {
    let file = openat(descriptor, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size <= limit else { return nil }
    let byteCount = Int(status.st_size)
    return [UInt8](unsafeUninitializedCapacity: byteCount) { buffer, count in
      while count < byteCount {
        // SAFETY: reads into what is left of the buffer.
        let result = read(file, buffer.baseAddress.map { $0 + count }, byteCount - count)
        if result < 0, errno == EINTR { continue }
        if result <= 0 { break }
        count += result
      }
    }
  }

  func remove(_ name: String) { unlinkat(descriptor, name, 0) }

  func rename(_ name: String, to other: String) -> Bool { renameat(descriptor, name, descriptor, other) == 0 }

  /// The end of the name of a file that is not complete.
  static let draftSuffix = ".draft"

  private static func writeAll(_ bytes: [UInt8], to file: Int32) -> Bool {
    bytes.withUnsafeBytes { source in
      var written = 0
      while written < source.count {
        // SAFETY: writes from what is left of the bytes, which live as long as the closure.
        let result = write(file, source.baseAddress.map { $0 + written }, source.count - written)
        if result < 0, errno == EINTR { continue }
        if result <= 0 { return false }
        written += result
      }
      return true
    }
  }
}

/// Why a folder cannot be used.
struct SpoolError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
