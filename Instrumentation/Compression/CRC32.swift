internal import CZlib

/// The checksum of gzip and zip (ISO 3309), by zlib.
package enum CRC32 {
  /// - Parameter seed: The checksum of the bytes that come before these.
  package static func checksum(_ bytes: RawSpan, after seed: UInt32 = 0) -> UInt32 {
    bytes.withUnsafeBytes { source in
      // SAFETY: zlib reads as many bytes as it is told, and an empty buffer without an address has none.
      guard let start = source.bindMemory(to: UInt8.self).baseAddress else { return seed }
      return UInt32(truncatingIfNeeded: crc32_z(UInt(seed), start, source.count))
    }
  }
}
