/// Numbers of any size in a few columns, for axes and legends.
package enum QuantityText {
  private static let units: [(size: Double, suffix: String)] = [
    (1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k"), (1, ""), (1e-3, "m"), (1e-6, "µ"), (1e-9, "n"),
  ]

  /// Three significant digits with the prefix of a unit: `1.24k`, `15.3m` for 0.0153; at most about eight columns.
  package static func short(_ value: Double) -> String {
    guard value.isFinite else { return value.isNaN ? "NaN" : value < 0 ? "-Inf" : "+Inf" }
    let magnitude = value.magnitude
    if magnitude < 1e-12 { return "0" }
    guard magnitude < 1e15 else { return "\(value)" }
    // What would be rounded to 1,000 belongs to the next unit.
    let unit = units.first { magnitude >= $0.size * 0.9995 } ?? (1e-9, "n")
    let scaled = magnitude / unit.size
    let scale: Double = scaled < 9.995 ? 100 : scaled < 99.95 ? 10 : 1
    let rounded = Int((scaled * scale).rounded())
    var text = String(rounded / Int(scale))
    var fraction = scale == 1 ? "" : String(String(rounded % Int(scale) + Int(scale)).dropFirst())
    while fraction.last == "0" { fraction.removeLast() }
    if !fraction.isEmpty { text += "." + fraction }
    return (value < 0 ? "-" : "") + text + unit.suffix
  }
}
