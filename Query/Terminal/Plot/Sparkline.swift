/// A row of small bars, one a value.
package enum Sparkline {
  private static let bars = Array("▁▂▃▄▅▆▇█")

  /// Bars as high as the values are beside the largest one; a blank where there is none or nothing.
  package static func text(_ values: [Double]) -> String {
    let largest = values.filter(\.isFinite).max() ?? 0
    return String(
      values.map { value in
        guard value.isFinite, value > 0, largest > 0 else { return " " }
        return bars[min(Int(value / largest * Double(bars.count)), bars.count - 1)]
      })
  }
}
