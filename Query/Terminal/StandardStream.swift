import Glibc

/// Standard output or standard error, written whole and at once.
package enum StandardStream: Int32, Sendable {
  case output = 1
  case error = 2

  /// Writes all bytes; `false` when the reader is gone or the disk is full, with `errno` telling which.
  ///
  /// Needs SIGPIPE ignored or left to end the process, as the program prefers.
  @discardableResult
  package func write(_ bytes: some Sequence<UInt8>) -> Bool {
    ContiguousArray(bytes).withUnsafeBytes { write(all: $0) }
  }

  @discardableResult
  package func write(_ text: String) -> Bool {
    var text = text
    return text.withUTF8 { write(all: UnsafeRawBufferPointer($0)) }
  }

  private func write(all bytes: UnsafeRawBufferPointer) -> Bool {
    var offset = 0
    while offset < bytes.count {
      // SAFETY: `offset` lies below `bytes.count`, and that many bytes from there belong to the buffer.
      let count = Glibc.write(rawValue, bytes.baseAddress?.advanced(by: offset), bytes.count - offset)
      if count < 0 && errno == EINTR { continue }
      if count <= 0 { return false }
      offset += count
    }
    return true
  }
}
