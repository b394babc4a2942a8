package import TelemetryModel

extension TraceID {
  /// Reads a trace ID in any of the forms that Jaeger accepts.
  ///
  /// Up to 32 hexadecimal digits of either case, with or without leading zeros; else base64 of 8 or 16 bytes, standard
  /// or URL-safe, padded or not.
  package init?(parameter text: String) {
    if let id = TraceID(hex: text) {
      self = id
      return
    }
    guard text.utf8.count <= 24, let bytes = Self.base64Bytes(text) else { return nil }
    let number = bytes.reduce((high: UInt64(0), low: UInt64(0))) { number, byte in
      (number.high << 8 | number.low >> 56, number.low << 8 | UInt64(byte))
    }
    guard bytes.count == 8 || bytes.count == 16 else { return nil }
    self.init(high: number.high, low: number.low)
  }

  private static func base64Bytes(_ text: String) -> [UInt8]? {
    let digits = text.utf8.prefix { $0 != UInt8(ascii: "=") }
    let padding = text.utf8.dropFirst(digits.count)
    guard padding.allSatisfy({ $0 == UInt8(ascii: "=") }) else { return nil }
    guard padding.isEmpty || (padding.count < 3 && text.utf8.count % 4 == 0) else { return nil }
    var bytes: [UInt8] = []
    var pending: UInt32 = 0
    var bitCount = 0
    for digit in digits {
      guard let value = base64Value(digit) else { return nil }
      pending = pending << 6 | value
      bitCount += 6
      if bitCount >= 8 {
        bitCount -= 8
        bytes.append(UInt8(truncatingIfNeeded: pending >> UInt32(bitCount)))
      }
    }
    return bitCount < 6 ? bytes : nil
  }

  private static func base64Value(_ digit: UInt8) -> UInt32? {
    switch digit {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(digit - UInt8(ascii: "A"))
    case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(digit - UInt8(ascii: "a")) + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(digit - UInt8(ascii: "0")) + 52
    case UInt8(ascii: "+"), UInt8(ascii: "-"): 62
    case UInt8(ascii: "/"), UInt8(ascii: "_"): 63
    default: nil
    }
  }
}

extension QueryParameters {
  /// The parameter `traceID`; `nil` without one.
  func traceID() throws(RequestFailure) -> TraceID? {
    guard let text = text("traceID") else { return nil }
    guard let id = TraceID(parameter: text), id.isValid else { throw .unparsable("traceID", text, "not a trace ID") }
    return id
  }
}
