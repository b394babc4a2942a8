/// A file that is read whole.
package enum TextFile {
  /// The bytes of a file, decompressed when it is gzip.
  ///
  /// - Parameters:
  ///   - path: `-` for standard input.
  ///   - byteLimit: longer files are refused.
  package static func read(_ path: String, byteLimit: Int) throws(TransferError) -> [UInt8] {
    var content = ContentInput(try FileInput(path: path))
    var bytes: [UInt8] = []
    while try content.read(into: &bytes) {
      guard bytes.count <= byteLimit else {
        throw TransferError(.tooLarge, file: path, "is longer than \(byteLimit >> 20) MiB")
      }
    }
    return bytes
  }
}
