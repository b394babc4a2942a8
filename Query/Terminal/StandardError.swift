import Glibc

/// Standard error, written at once.
package enum StandardError {
  /// Writes the text; what cannot be written is lost, as there is nowhere left to say so.
  package static func write(_ text: String) {
    _ = Descriptor.write(text, to: STDERR_FILENO)
  }
}

/// Writing to a file descriptor.
enum Descriptor {
  /// Writes all of the text; `false` when the rest cannot be written.
  static func write(_ text: String, to descriptor: Int32) -> Bool {
    var text = text
    return text.withUTF8 { bytes in
      var offset = 0
      while offset < bytes.count {
        // SAFETY: `offset` lies below `bytes.count`, and the kernel reads at most the bytes from there to the end.
        let count = Glibc.write(descriptor, bytes.baseAddress?.advanced(by: offset), bytes.count - offset)
        if count < 0 && errno == EINTR { continue }
        if count <= 0 { return false }
        offset += count
      }
      return true
    }
  }
}
