import ArgumentParser
import TelemetryModel

/// A trace ID as the query API takes it: up to 32 hexadecimal digits, or 8 or 16 bytes in base64.
struct TraceIDArgument: ExpressibleByArgument, Sendable {
  let id: TraceID

  init?(argument: String) {
    guard let id = TraceID(hex: argument) ?? Self.base64(argument), id.isValid else { return nil }
    self.id = id
  }

  /// Standard or URL-safe digits, padded or not.
  private static func base64(_ text: String) -> TraceID? {
    var digits = text.utf8[...]
    while digits.last == UInt8(ascii: "=") { digits.removeLast() }
    // 8 bytes take 11 digits, 16 bytes 22; what the last digit holds beyond them must be zero.
    guard digits.count == 11 || digits.count == 22 else { return nil }
    var (high, low): (UInt64, UInt64) = (0, 0)
    let spareBitCount = digits.count == 11 ? 2 : 4
    for (index, digit) in digits.enumerated() {
      guard let value = value(of: digit) else { return nil }
      let isLast = index == digits.count - 1
      let bitCount = isLast ? 6 - spareBitCount : 6
      if isLast && value & (1 << spareBitCount - 1) != 0 { return nil }
      high = high << UInt64(bitCount) | low >> UInt64(64 - bitCount)
      low = low << UInt64(bitCount) | UInt64(value) >> UInt64(6 - bitCount)
    }
    return TraceID(high: high, low: low)
  }

  private static func value(of digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): digit - UInt8(ascii: "A")
    case UInt8(ascii: "a")...UInt8(ascii: "z"): digit - UInt8(ascii: "a") + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0") + 52
    case UInt8(ascii: "+"), UInt8(ascii: "-"): 62
    case UInt8(ascii: "/"), UInt8(ascii: "_"): 63
    default: nil
    }
  }
}
