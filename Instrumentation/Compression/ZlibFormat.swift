/// The wrapping around deflated data (RFC 1951).
package enum ZlibFormat: Sendable {
  /// Bare deflate, without header and checksum.
  case raw
  /// RFC 1950.
  case zlib
  /// RFC 1952. Several members in a row are one stream, as `gzip -d` reads them.
  case gzip

  /// What zlib calls `windowBits`: 15 is the largest window; the sign and the 16 choose the wrapping.
  var windowBits: Int32 {
    switch self {
    case .raw: -15
    case .zlib: 15
    case .gzip: 15 + 16
    }
  }
}

/// Why data could not be inflated.
package enum ZlibError: Error, Sendable, CustomStringConvertible {
  /// The bytes are not of the expected format, or damaged.
  case malformed(reason: String)
  /// The data ends in the middle of a stream.
  case truncated
  /// The inflated data would be larger than the caller allows.
  case tooLarge(limit: Int)

  package var description: String {
    switch self {
    case .malformed(let reason): "the compressed data is damaged: \(reason)"
    case .truncated: "the compressed data ends too early"
    case .tooLarge(let limit): "the data is larger than \(limit) bytes when decompressed"
    }
  }
}
