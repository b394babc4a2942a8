import TelemetryStorage
import TerminalUI

/// Rates, errors and durations as a table, one row a group.
struct RedView {
  /// The quantiles of `totals`.
  static let quantiles = [0.5, 0.95, 0.99]
  /// The most points of a trend.
  static let trendCount = 24

  /// How long a point of a trend is. From an hour on it is whole hours, which are read in a fraction of the time.
  static func trendStepMinutes(of minuteCount: Int) -> Int {
    let step = (minuteCount - 1) / trendCount + 1
    return step < 60 ? step : (step + 59) / 60 * 60
  }

  /// Over the whole range.
  let totals: RedFigures
  /// Point by point; `nil` where no trend is drawn.
  let trends: RedFigures?
  let stepMinutes: Int
  let rowCount: Int

  func lines(on terminal: TerminalCapabilities) -> [String] {
    let names = totals.groups.first?.name.count ?? 0
    let titles = Self.titles(of: totals.groups)
    var columns = titles.map { Table.Column($0.0, isFlexible: $0.0 != "KIND") }
    if names == 0 { columns.append(Table.Column("SPANS")) }
    columns += ["CALLS", "RATE", "ERRORS", "P50", "P95", "P99"].map { Table.Column($0, alignment: .right) }
    if trends != nil { columns += [Table.Column("RATE OVER TIME"), Table.Column("ERRORS OVER TIME")] }
    var table = Table(columns)
    var byName: [[String]: RedFigures.Group] = [:]
    for group in trends?.groups ?? [] { byName[group.name] = group }
    for group in totals.groups.prefix(rowCount) {
      guard let point = group.points.first else { continue }
      var cells = titles.map { title in
        let text = title.1(group) ?? ""
        return Table.Cell(text, title.0 == "SERVICE" ? ServicePalette.style(ofService: text) : .plain)
      }
      if names == 0 { cells.append(Table.Cell("all")) }
      cells += [
        Table.Cell(NumberText.grouped(point.count)), RateCell.rate(point.rate),
        RateCell.errors(point.errors, of: point.count),
      ]
      for place in Self.quantiles.indices {
        cells.append(RateCell.duration(point.quantiles.flatMap { place < $0.count ? $0[place] : nil }))
      }
      if trends != nil {
        let points = byName[group.name]?.points ?? []
        cells.append(Table.Cell(trend(points) { Double($0.count) }, Style(colour: 71)))
        cells.append(Table.Cell(trend(points) { Double($0.errors) }, .failure))
      }
      table.append(cells)
    }
    var lines = table.lines(on: terminal)
    if totals.groups.count > rowCount { lines.append("and \(totals.groups.count - rowCount) more; --top shows them") }
    return lines
  }

  /// What groups are told apart by, and where a group has it.
  private static func titles(of groups: [RedFigures.Group]) -> [(String, (RedFigures.Group) -> String?)] {
    let fields: [(String, (RedFigures.Group) -> String?)] = [
      ("SERVICE", \.service), ("OPERATION", \.operation), ("KIND", \.kind), ("STATUS", \.status),
      ("HTTP", \.statusClass),
    ]
    let keys = groups.first?.attributes?.keys.sorted() ?? []
    let attributes = keys.map { key in (key, { (group: RedFigures.Group) in group.attributes?[key] ?? nil }) }
    return (fields + attributes).filter { title in groups.contains { title.1($0) != nil } }
  }

  private func trend(_ points: [RedFigures.Point], _ value: (RedFigures.Point) -> Double) -> String {
    let first = (UInt64(trends?.start ?? "") ?? 0) / 1_000_000_000
    let end = (UInt64(trends?.end ?? "") ?? 0) / 1_000_000_000
    // A range that was made to begin at a full hour may have one more.
    let stepCount = (max(end, first) - first + UInt64(stepMinutes * 60) - 1) / UInt64(stepMinutes * 60)
    var values = [Double](repeating: 0, count: Int(min(stepCount, UInt64(Self.trendCount) + 1)))
    for point in points where point.seconds >= first {
      let place = (point.seconds - first) / UInt64(stepMinutes * 60)
      if place < UInt64(values.count) { values[Int(place)] = value(point) }
    }
    return Sparkline.text(values)
  }
}
