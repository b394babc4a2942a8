/// Numbers as people read them.
package enum NumberText {
  /// Digits in groups of three: `97,770`.
  package static func grouped(_ value: some BinaryInteger) -> String {
    let digits = String(value.magnitude)
    var result = value < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0 && (digits.count - index) % 3 == 0 { result.append(",") }
      result.append(digit)
    }
    return result
  }

  /// Bytes in powers of 1,000 with three significant digits: `1.24 MB`.
  package static func bytes(_ count: Int) -> String {
    let units = ["B", "kB", "MB", "GB", "TB", "PB", "EB"]
    var value = Double(max(0, count))
    var unit = 0
    while value >= 999.5 && unit < units.count - 1 {
      value /= 1_000
      unit += 1
    }
    if unit == 0 { return "\(count) B" }
    let scale: Double = value < 9.995 ? 100 : value < 99.95 ? 10 : 1
    let rounded = Int((value * scale).rounded())
    let fraction = scale == 1 ? "" : "." + String(rounded % Int(scale) + Int(scale)).dropFirst()
    return "\(rounded / Int(scale))\(fraction) \(units[unit])"
  }

  /// A word with its number, in the plural unless there is one: `1 span`, `2 spans`.
  package static func counted(_ value: Int, _ word: String) -> String {
    "\(grouped(value)) \(word)\(value == 1 ? "" : "s")"
  }
}
