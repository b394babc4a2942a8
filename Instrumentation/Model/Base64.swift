/// Base64 (RFC 4648, sections 4 and 5); read as leniently as protobuf's JSON mapping demands.
package enum Base64 {
  private static let alphabet: [UInt8] = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  /// Appends the padded standard form of `content`.
  package static func encode(_ content: ArraySlice<UInt8>, into output: inout [UInt8]) {
    var position = content.startIndex
    while position < content.endIndex {
      let count = min(3, content.endIndex - position)
      var group: UInt32 = 0
      for offset in 0..<3 { group = group << 8 | (offset < count ? UInt32(content[position + offset]) : 0) }
      for digit in 0..<4 {
        output.append(digit <= count ? alphabet[Int(group >> UInt32(18 - 6 * digit)) & 0x3F] : 0x3D)
      }
      position += 3
    }
  }

  /// Reads the standard or the URL-safe form, padded or not; `nil` when `text` is neither.
  package static func decode(_ text: Swift.Span<UInt8>) -> [UInt8]? {
    var count = text.count
    while count > 0, text.count - count < 2, text[count - 1] == 0x3D { count -= 1 }
    guard count % 4 != 1, count == text.count || text.count % 4 == 0 else { return nil }
    var output: [UInt8] = []
    output.reserveCapacity(count * 3 / 4)
    var group: UInt32 = 0
    for index in 0..<count {
      guard let digit = value(of: text[index]) else { return nil }
      group = group << 6 | digit
      if index % 4 == 3 {
        for shift in [16, 8, 0] { output.append(UInt8(truncatingIfNeeded: group >> UInt32(shift))) }
        group = 0
      }
    }
    switch count % 4 {
    case 2: output.append(UInt8(truncatingIfNeeded: group >> 4))
    case 3: for shift in [10, 2] { output.append(UInt8(truncatingIfNeeded: group >> UInt32(shift))) }
    default: break
    }
    return output
  }

  private static func value(of digit: UInt8) -> UInt32? {
    switch digit {
    case 0x41...0x5A: UInt32(digit) - 0x41
    case 0x61...0x7A: UInt32(digit) - 0x61 + 26
    case 0x30...0x39: UInt32(digit) - 0x30 + 52
    case 0x2B, 0x2D: 62
    case 0x2F, 0x5F: 63
    default: nil
    }
  }
}
