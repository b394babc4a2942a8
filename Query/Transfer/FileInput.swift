import Glibc

/// A file, or standard input, that is read from its beginning to its end.
package struct FileInput: ~Copyable {
  /// As it stands in messages.
  let name: String
  /// `nil` when nobody knows before the end, as with a pipe.
  let byteCount: Int?
  private(set) var readByteCount = 0
  private let descriptor: Int32

  /// - Parameter path: `-` for standard input.
  init(path: String) throws(TransferError) {
    if path == "-" {
      name = "standard input"
      descriptor = STDIN_FILENO
      byteCount = nil
      return
    }
    name = path
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      byteCount = nil
      throw TransferError(.cannotOpen, file: path, "cannot be opened: \(systemMessage(errno))")
    }
    byteCount = Self.size(of: descriptor)
  }

  deinit {
    if descriptor > STDERR_FILENO { close(descriptor) }
  }

  /// All bytes of a file, until the end is read: files of /proc have no size that says how many there will be.
  package static func content(of path: String) throws(TransferError) -> [UInt8] {
    var input = try FileInput(path: path)
    var content: [UInt8] = []
    while try input.read(into: &content, limit: chunkByteCount) {}
    return content
  }

  private static let chunkByteCount = 64 << 10

  /// Appends what comes next, at most `limit` bytes; `false` at the end.
  mutating func read(into buffer: inout [UInt8], limit: Int) throws(TransferError) -> Bool {
    let descriptor = descriptor
    let count = withUnsafeTemporaryAllocation(byteCount: limit, alignment: 1) { chunk in
      // SAFETY: the kernel writes at most `limit` bytes into the chunk, of which as many as it reports are taken.
      var count = Glibc.read(descriptor, chunk.baseAddress, limit)
      while count < 0 && errno == EINTR { count = Glibc.read(descriptor, chunk.baseAddress, limit) }
      if count > 0 { buffer.append(contentsOf: UnsafeRawBufferPointer(rebasing: chunk[..<count])) }
      return count
    }
    if count < 0 { throw TransferError(.cannotRead, file: name, "cannot be read: \(systemMessage(errno))") }
    readByteCount += count
    return count > 0
  }

  /// Bytes of all files; `nil` when one of them is no regular file.
  static func totalByteCount(of paths: [String]) -> Int? {
    var total = 0
    for path in paths {
      var status = stat()
      guard path != "-", stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
      total += Int(status.st_size)
    }
    return total
  }

  private static func size(of descriptor: Int32) -> Int? {
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    return Int(status.st_size)
  }
}

/// What the system calls an error number.
func systemMessage(_ number: Int32) -> String { String(cString: strerror(number)) }
