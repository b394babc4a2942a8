import TelemetryModel

/// IP addresses as people write them.
enum IPAddressText {
  /// 4 bytes as `192.0.2.1`, 16 as `2001:db8::1` (RFC 5952); `nil` for any other number of bytes.
  static func text(_ address: Bytes) -> String? {
    switch address.count {
    case 4: (0..<4).map { String(address[$0]) }.joined(separator: ".")
    case 16: ipv6((0..<8).map { UInt16(address[2 * $0]) << 8 | UInt16(address[2 * $0 + 1]) })
    default: nil
    }
  }

  /// The longest run of at least two zero groups, the first of equals, becomes `::`.
  private static func ipv6(_ groups: [UInt16]) -> String {
    var longest = 0..<0
    var start = 0
    for index in 0...groups.count where index == groups.count || groups[index] != 0 {
      if index - start > max(1, longest.count) { longest = start..<index }
      start = index + 1
    }
    func text(_ range: Range<Int>) -> String { range.map { String(groups[$0], radix: 16) }.joined(separator: ":") }
    return longest.isEmpty
      ? text(0..<groups.count) : "\(text(0..<longest.lowerBound))::\(text(longest.upperBound..<groups.count))"
  }

  /// Whether a text looks like an address of four decimal numbers.
  static func isIPv4(_ text: ArraySlice<UInt8>) -> Bool {
    let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    return parts.count == 4
      && parts.allSatisfy { part in
        (1...3).contains(part.count) && UInt8(String(decoding: part, as: UTF8.self)) != nil && part.first != 0x2B
      }
  }

  /// Whether a text looks like an address of hexadecimal groups.
  static func isIPv6(_ text: ArraySlice<UInt8>) -> Bool {
    let colon = UInt8(ascii: ":")
    return text.count <= 45 && text.count { $0 == colon } >= 2
      && text.allSatisfy { byte in
        byte == colon || byte == UInt8(ascii: ".") || Hex.value(of: byte) != nil
      }
  }
}
