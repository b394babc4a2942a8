import Glibc

/// Standard error, written at once.
package enum StandardError {
  /// Writes the text; what cannot be written is lost, as there is nowhere left to say so.
  package static func write(_ text: String) {
    var text = text
    text.withUTF8 { bytes in
      var offset = 0
      while offset < bytes.count {
        // SAFETY: `offset` lies below `bytes.count`, and the kernel reads at most the bytes from there to the end.
        let count = Glibc.write(STDERR_FILENO, bytes.baseAddress?.advanced(by: offset), bytes.count - offset)
        if count < 0 && errno == EINTR { continue }
        if count <= 0 { return }
        offset += count
      }
    }
  }
}
