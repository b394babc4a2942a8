import TelemetryModel

/// A place in an encoded request where 64 bits stand that differ from round to round.
struct LoadPatch: Sendable, BitwiseCopyable {
  /// How they are written.
  enum Form: UInt8, Sendable, BitwiseCopyable {
    case bigEndian, littleEndian
    /// Sixteen lower-case digits.
    case hexadecimal
    /// Nineteen digits: every moment from 2001 to 2286.
    case decimal

    var byteCount: Int {
      switch self {
      case .bigEndian, .littleEndian: 8
      case .hexadecimal: 16
      case .decimal: 19
      }
    }
  }

  let original: UInt64
  let offset: UInt32
  let field: LoadField
  let form: Form

  @inline(__always)
  func write(_ value: UInt64, to bytes: UnsafeMutableRawBufferPointer) {
    // SAFETY: the caller vouches that `offset` and the length of the form lie within the bytes.
    let start = Int(offset)
    switch form {
    case .bigEndian: bytes.storeBytes(of: value.bigEndian, toByteOffset: start, as: UInt64.self)
    case .littleEndian: bytes.storeBytes(of: value.littleEndian, toByteOffset: start, as: UInt64.self)
    case .hexadecimal:
      for index in 0..<16 {
        bytes[start + index] = Hex.digits[Int(truncatingIfNeeded: value >> UInt64(60 - 4 * index)) & 0xF]
      }
    case .decimal:
      var rest = value
      for index in stride(from: 18, through: 0, by: -1) {
        bytes[start + index] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
        rest /= 10
      }
    }
  }
}
