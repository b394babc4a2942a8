import BoundedZlib

/// The bytes of one file of the spool: a request that could not be sent.
///
///     offset  size
///       0       8     "skeinspl"
///       8       1     version of this layout, 1
///       9       1     1 when the body is gzip, else 0
///      10       2     0
///      12       4     records in the body, little-endian
///      16       4     bytes of the body, little-endian
///      20       4     CRC-32 of bytes 8 to 19 and of the body, little-endian
///      24       …     the body of an OTLP request
///
/// What it is sent to, and with which headers, is not in it: that may be a secret, and may have changed meanwhile.
enum SpoolFile {
  static let headerByteCount = 24
  private static let magic = Array("skeinspl".utf8)

  static func encode(_ request: ExportRequest) -> [UInt8] {
    var bytes = magic
    bytes.reserveCapacity(headerByteCount + request.body.count)
    bytes += [1, request.isCompressed ? 1 : 0, 0, 0]
    bytes.append(littleEndian: UInt32(clamping: request.recordCount))
    bytes.append(littleEndian: UInt32(clamping: request.body.count))
    bytes.append(littleEndian: checksum(facts: bytes[8...], body: request.body[...]))
    return bytes + request.body
  }

  /// The request, or `nil` when a single bit is not as it was written.
  static func decode(_ bytes: [UInt8]) -> ExportRequest? {
    guard bytes.count >= headerByteCount, bytes.starts(with: magic), bytes[8] == 1, bytes[9] <= 1,
      bytes.count - headerByteCount == bytes.littleEndian(at: 16),
      bytes.littleEndian(at: 20) == checksum(facts: bytes[8..<20], body: bytes[headerByteCount...])
    else { return nil }
    return ExportRequest(
      body: Array(bytes[headerByteCount...]), isCompressed: bytes[9] == 1,
      recordCount: Int(bytes.littleEndian(at: 12)))
  }

  private static func checksum(facts: ArraySlice<UInt8>, body: ArraySlice<UInt8>) -> UInt32 {
    CRC32.checksum(body.span.bytes, after: CRC32.checksum(facts.span.bytes))
  }
}

extension [UInt8] {
  fileprivate mutating func append(littleEndian number: UInt32) {
    for shift in stride(from: UInt32(0), to: 32, by: 8) {
      append(UInt8(truncatingIfNeeded: number >> shift))
    }
  }

  fileprivate func littleEndian(at start: Int) -> UInt32 {
    (0..<4).reduce(0) { $0 | UInt32(self[start + $1]) << UInt32(8 * $1) }
  }
}
