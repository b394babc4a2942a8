/// Floating-point numbers as Prometheus writes them.
package enum SampleText {
  /// The shortest digits that mean the number, never with an exponent: `strconv.FormatFloat(value, 'f', -1, 64)` of Go.
  ///
  /// At most about 330 bytes.
  package static func decimal(_ value: Double) -> String {
    if let special = special(value) { return special }
    let (sign, digits, pointIndex) = parts(value)
    if pointIndex <= 0 { return sign + "0." + String(repeating: "0", count: -pointIndex) + digits }
    if pointIndex >= digits.count { return sign + digits + String(repeating: "0", count: pointIndex - digits.count) }
    return sign + digits.prefix(pointIndex) + "." + digits.dropFirst(pointIndex)
  }

  /// As in the answers of the HTTP API: with an exponent below 1e-6 and from 1e21 on.
  package static func json(_ value: Double) -> String {
    let magnitude = value.magnitude
    guard value.isFinite, magnitude != 0, magnitude < 1e-6 || magnitude >= 1e21 else { return decimal(value) }
    let (sign, digits, pointIndex) = parts(value)
    let exponent = pointIndex - 1
    let amount = String(exponent.magnitude)
    let mantissa = digits.prefix(1) + (digits.count > 1 ? "." + digits.dropFirst() : "")
    return "\(sign)\(mantissa)e\(exponent < 0 ? "-" : "+")\(amount.count < 2 ? "0" : "")\(amount)"
  }

  /// Seconds since 1970 with at most three decimals.
  package static func seconds(milliseconds: Int64) -> String {
    let sign = milliseconds < 0 ? "-" : ""
    let (seconds, rest) = milliseconds.magnitude.quotientAndRemainder(dividingBy: 1000)
    if rest == 0 { return "\(sign)\(seconds)" }
    let decimals = String(1000 + rest).dropFirst()
    return "\(sign)\(seconds).\(decimals)"
  }

  private static func special(_ value: Double) -> String? {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
    if value == 0 { return value.sign == .minus ? "-0" : "0" }
    return nil
  }

  /// A finite number as its digits, without zeros around them, and how many of them stand before the point.
  private static func parts(_ value: Double) -> (sign: String, digits: String, pointIndex: Int) {
    let text = value.magnitude.description
    let halves = text.split(separator: "e")
    let exponent = halves.count > 1 ? Int(halves[1]) ?? 0 : 0
    let mantissa = halves[0].split(separator: ".")
    var digits = mantissa.joined()
    var pointIndex = mantissa[0].count + exponent
    let leading = digits.prefix { $0 == "0" }.count
    digits.removeFirst(leading)
    pointIndex -= leading
    while digits.last == "0" { digits.removeLast() }
    return (value < 0 ? "-" : "", digits, pointIndex)
  }
}
