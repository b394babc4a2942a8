import BoundedZlib
import Glibc

/// A file, or standard output, that is written from its beginning to its end.
package struct FileOutput: ~Copyable {
  package let name: String
  private let descriptor: Int32
  private var deflater: Deflater?
  private var compressed: [UInt8] = []

  /// - Parameter path: `-` for standard output. What a name that ends in `.gz` gets is compressed.
  package init(path: String) throws(TransferError) {
    if path == "-" {
      name = "standard output"
      descriptor = STDOUT_FILENO
      return
    }
    name = path
    descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw TransferError(.cannotWrite, file: path, "cannot be opened for writing: \(systemMessage(errno))")
    }
    if path.hasSuffix(".gz") { deflater = Deflater(.gzip, level: 6) }
  }

  deinit {
    if descriptor > STDERR_FILENO { close(descriptor) }
  }

  /// Writes all bytes; compressed, they become one gzip member of their own.
  package mutating func write(_ bytes: [UInt8]) throws(TransferError) {
    guard deflater != nil else { return try writePlain(bytes) }
    compressed.removeAll(keepingCapacity: true)
    deflater?.deflate(bytes.span.bytes, into: &compressed)
    try writePlain(compressed)
  }

  private func writePlain(_ bytes: [UInt8]) throws(TransferError) {
    var offset = 0
    while offset < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        // SAFETY: `offset` lies below `buffer.count`, and the kernel reads at most the bytes from there to the end.
        Glibc.write(descriptor, buffer.baseAddress?.advanced(by: offset), buffer.count - offset)
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else {
        if errno == EPIPE { throw TransferError(.readerGone, file: name, "nobody reads it any more") }
        throw TransferError(.cannotWrite, file: name, "cannot be written: \(systemMessage(errno)); it is incomplete")
      }
      offset += count
    }
  }
}
