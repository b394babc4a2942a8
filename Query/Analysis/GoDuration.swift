/// Durations as Go writes them (`1.5ms`, `1h2m3s`), which is how Jaeger's API and messages put them.
package enum GoDuration {
  private static let units: [(suffix: String, nanoseconds: UInt64)] = [
    ("ns", 1), ("us", 1_000), ("µs", 1_000), ("μs", 1_000), ("ms", 1_000_000), ("s", 1_000_000_000),
    ("m", 60_000_000_000), ("h", 3_600_000_000_000),
  ]

  /// Reads a duration: decimal numbers, each with its unit, one after the other, with an optional sign.
  ///
  /// A bare number other than `0` is refused, as is what does not fit into 64 bits of nanoseconds.
  package static func nanoseconds(_ text: some StringProtocol) -> Int64? {
    var rest = Substring(text)
    let isNegative = rest.first == "-"
    if isNegative || rest.first == "+" { rest.removeFirst() }
    if rest == "0" { return 0 }
    if rest.isEmpty { return nil }
    var total: UInt64 = 0
    while !rest.isEmpty {
      guard let part = takeComponent(&rest) else { return nil }
      let (sum, overflow) = total.addingReportingOverflow(part)
      guard !overflow, sum <= UInt64(Int64.max) else { return nil }
      total = sum
    }
    return isNegative ? -Int64(total) : Int64(total)
  }

  /// Takes one number with its unit off the front.
  private static func takeComponent(_ rest: inout Substring) -> UInt64? {
    let whole = takeDigits(&rest)
    var fraction: Substring = ""
    if rest.first == "." {
      rest.removeFirst()
      fraction = takeDigits(&rest)
    }
    if whole.isEmpty && fraction.isEmpty { return nil }
    let name = rest.prefix { !$0.isASCIIDigit && $0 != "." }
    rest = rest[name.endIndex...]
    guard let unit = units.first(where: { $0.suffix == name })?.nanoseconds else { return nil }
    guard let count = whole.isEmpty ? 0 : UInt64(whole) else { return nil }
    let (product, overflow) = count.multipliedReportingOverflow(by: unit)
    if overflow { return nil }
    let (sum, sumOverflow) = product.addingReportingOverflow(nanoseconds(ofFraction: fraction, unit: unit))
    return sumOverflow ? nil : sum
  }

  /// Exact to the nanosecond; digits beyond are cut off.
  private static func nanoseconds(ofFraction digits: Substring, unit: UInt64) -> UInt64 {
    var remainder: UInt64 = 0
    var scale: UInt64 = 1
    for digit in digits.prefix(15) {
      remainder = remainder * 10 + UInt64(digit.wholeNumberValue ?? 0)
      scale *= 10
    }
    let product = remainder.multipliedFullWidth(by: unit)
    return scale.dividingFullWidth(product).quotient
  }

  private static func takeDigits(_ rest: inout Substring) -> Substring {
    let digits = rest.prefix { $0.isASCIIDigit }
    rest = rest[digits.endIndex...]
    return digits
  }

  /// Writes a duration in the largest unit below it, seconds and up as `1h2m3.5s`.
  package static func text(nanoseconds: Int64) -> String {
    let sign = nanoseconds < 0 ? "-" : ""
    let amount = nanoseconds.magnitude
    switch amount {
    case 0: return "0s"
    case ..<1_000: return "\(sign)\(amount)ns"
    case ..<1_000_000: return sign + decimal(amount, 1_000) + "µs"
    case ..<1_000_000_000: return sign + decimal(amount, 1_000_000) + "ms"
    default: break
    }
    let minutes = amount / 60_000_000_000
    var text = sign
    if minutes >= 60 { text += "\(minutes / 60)h" }
    if minutes > 0 { text += "\(minutes % 60)m" }
    return text + decimal(amount % 60_000_000_000, 1_000_000_000) + "s"
  }

  /// `amount / unit` without trailing zeros; `unit` is a power of ten.
  private static func decimal(_ amount: UInt64, _ unit: UInt64) -> String {
    var digits = String(amount % unit)
    digits = String(repeating: "0", count: String(unit).count - 1 - digits.count) + digits
    while digits.last == "0" { digits.removeLast() }
    return digits.isEmpty ? String(amount / unit) : "\(amount / unit).\(digits)"
  }
}

extension Character {
  fileprivate var isASCIIDigit: Bool { "0"..."9" ~= self && isASCII }
}
