/// Percent-encoding of UTF-8, as W3C Baggage uses it.
enum PercentCoding {
  /// Every `%hh` becomes its byte; bytes that are no UTF-8 become U+FFFD. A `%` without two digits stays.
  static func decode(_ text: some StringProtocol) -> String {
    guard text.utf8.contains(UInt8(ascii: "%")) else { return String(text) }
    var bytes: [UInt8] = []
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"), let high = rest.first.flatMap(digit),
        let low = rest.dropFirst().first.flatMap(digit)
      {
        bytes.append(high << 4 | low)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Encodes what is no `baggage-octet`, and `%` itself.
  static func encode(_ text: String, into output: inout String) {
    if text.utf8.allSatisfy(isPlain) {
      output += text
      return
    }
    for byte in text.utf8 {
      if isPlain(byte) {
        output.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        output += "%"
        output.unicodeScalars.append(Unicode.Scalar(hex(byte >> 4)))
        output.unicodeScalars.append(Unicode.Scalar(hex(byte & 0xF)))
      }
    }
  }

  /// `baggage-octet` of W3C Baggage: visible ASCII without `"`, `,`, `;` and `\`; `%` begins an encoded byte.
  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\\"), UInt8(ascii: "%"): false
    default: (0x21...0x7E).contains(byte)
    }
  }

  private static func digit(_ character: UInt8) -> UInt8? { HexDigits.value(character, isUpperCaseAllowed: true) }

  private static func hex(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x41 + value - 10 }
}
