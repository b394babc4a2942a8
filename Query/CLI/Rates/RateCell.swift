import TerminalUI

/// Cells that tables of rates have in common.
enum RateCell {
  /// The share of calls that failed, in percent.
  static func errors(_ errors: UInt64, of count: UInt64) -> Table.Cell {
    guard errors > 0, count > 0 else { return Table.Cell("0 %") }
    let percent = min(Double(errors) / Double(count), 1) * 100
    let hundredths = Int((percent * 100).rounded())
    let text = hundredths == 0 ? "<0.01" : "\(hundredths / 100).\(String(hundredths % 100 + 100).dropFirst())"
    return Table.Cell("\(text) %", .failure)
  }

  /// Calls a second, with decimals where they matter.
  static func rate(_ rate: Double) -> Table.Cell { Table.Cell("\(number(ofRate: rate))/s") }

  static func number(ofRate rate: Double) -> String {
    guard rate < 1 else { return QuantityText.short(rate) }
    let thousandths = Int((max(rate, 0) * 1000).rounded())
    return thousandths > 0 ? "\(Double(thousandths) / 1000)" : rate > 0 ? "<0.001" : "0"
  }

  static func duration(_ nanoseconds: Double?) -> Table.Cell {
    guard let nanoseconds, nanoseconds >= 0, nanoseconds < 1e19 else { return Table.Cell("-") }
    return Table.Cell(DurationText.short(nanoseconds: UInt64(nanoseconds)))
  }

  static func warn(damaged: Int) {
    if damaged > 0 { StandardError.write("skein: \(damaged) damaged rollups or segments are left out\n") }
  }
}
