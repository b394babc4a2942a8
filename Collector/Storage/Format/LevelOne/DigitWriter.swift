import TelemetryModel

/// Writes numbers as the texts that templates know.
enum DigitWriter {
  /// A decimal number, with leading zeros up to `minimumCount` digits.
  static func decimal(_ value: UInt64, minimumCount: Int, into output: inout [UInt8]) {
    var count = 1
    var limit: UInt64 = 10
    while count < 20, value >= limit {
      count += 1
      let (next, overflow) = limit.multipliedReportingOverflow(by: 10)
      if overflow { break }
      limit = next
    }
    count = max(count, minimumCount)
    let start = output.count
    output.append(contentsOf: repeatElement(0x30, count: count))
    var rest = value
    var place = start + count - 1
    while rest > 0, place >= start {
      output[place] = 0x30 + UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
      place -= 1
    }
  }

  /// The lowest `count` hexadecimal digits, lower-case.
  static func hex(_ value: UInt128, count: Int, into output: inout [UInt8]) {
    let high = UInt64(truncatingIfNeeded: value >> 64)
    let low = UInt64(truncatingIfNeeded: value)
    for digit in stride(from: count - 1, through: 0, by: -1) {
      let word = digit >= 16 ? high : low
      output.append(Hex.digits[Int(truncatingIfNeeded: word >> UInt64(4 * (digit & 15))) & 0xF])
    }
  }

  static func uuid(_ value: UInt128, into output: inout [UInt8]) {
    let high = UInt64(truncatingIfNeeded: value >> 64)
    let low = UInt64(truncatingIfNeeded: value)
    for digit in 0..<32 {
      if digit == 8 || digit == 12 || digit == 16 || digit == 20 { output.append(0x2D) }
      let word = digit < 16 ? high : low
      output.append(Hex.digits[Int(truncatingIfNeeded: word >> UInt64(60 - 4 * (digit & 15))) & 0xF])
    }
  }

  static func ipv4(_ value: UInt64, into output: inout [UInt8]) {
    for shift in stride(from: UInt64(24), through: 0, by: -8) {
      decimal(value >> shift & 0xFF, minimumCount: 1, into: &output)
      if shift > 0 { output.append(0x2E) }
    }
  }
}
