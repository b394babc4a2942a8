/// Small numbers in 1, 2 or 4 bytes each, so that any of them is found at once.
///
///     byte 0     bytes per number w: 1, 2 or 4
///     then       w bytes per number, little-endian
package struct IndexList: Sendable {
  private let bytes: [UInt8]
  private let width: Int
  package let count: Int

  package static func encode(_ numbers: [UInt32]) -> [UInt8] {
    let largest = numbers.max() ?? 0
    let width = largest < 1 << 8 ? 1 : largest < 1 << 16 ? 2 : 4
    var bytes: [UInt8] = [UInt8(width)]
    bytes.reserveCapacity(1 + width * numbers.count)
    for number in numbers {
      bytes.append(UInt8(truncatingIfNeeded: number))
      if width > 1 { bytes.append(UInt8(truncatingIfNeeded: number >> 8)) }
      if width > 2 {
        bytes.append(UInt8(truncatingIfNeeded: number >> 16))
        bytes.append(UInt8(truncatingIfNeeded: number >> 24))
      }
    }
    return bytes
  }

  /// - Parameters:
  ///   - count: how many numbers there must be; `nil` for as many as there are.
  ///   - bound: what each must lie below, checked once so that look-ups need no further check.
  package init(_ bytes: [UInt8], count: Int? = nil, below bound: Int) throws(ByteReaderError) {
    guard let first = bytes.first, first == 1 || first == 2 || first == 4 else {
      throw ByteReaderError(byteOffset: 0, reason: "a list has no width")
    }
    width = Int(first)
    self.count = (bytes.count - 1) / width
    self.bytes = bytes
    guard self.count * width == bytes.count - 1, count == nil || count == self.count else {
      throw ByteReaderError(byteOffset: 0, reason: "a list has \(self.count) entries")
    }
    if width == 1, bound > 0xFF { return }
    for place in 0..<self.count where self[place] >= bound {
      throw ByteReaderError(byteOffset: place, reason: "\(self[place]) refers past a table of \(bound)")
    }
  }

  @inline(__always)
  package subscript(place: Int) -> Int {
    if width == 1 { return Int(bytes[place &+ 1]) }
    let first = 1 &+ place &* width
    let low = Int(bytes[first]) | Int(bytes[first &+ 1]) &<< 8
    return width == 2 ? low : low | Int(bytes[first &+ 2]) &<< 16 | Int(bytes[first &+ 3]) &<< 24
  }
}
