import Dashboards
import TelemetryModel
import TelemetryStorage
import TerminalUI

/// Draws one panel of a dashboard.
struct PanelView {
  private static let curveRowCount = 8
  private static let tableRowCount = 20

  let answer: DashboardAnswer.PanelAnswer
  let range: TimeRange
  let stepMilliseconds: Int64
  let terminal: TerminalCapabilities
  let ink: Ink

  init(
    _ answer: DashboardAnswer.PanelAnswer, range: TimeRange, stepMilliseconds: Int64, terminal: TerminalCapabilities
  ) {
    self.answer = answer
    self.range = range
    self.stepMilliseconds = stepMilliseconds
    self.terminal = terminal
    ink = Ink(isColoured: terminal.showsColours)
  }

  var lines: [String] {
    var lines = [cut(answer.title.isEmpty ? "panel \(answer.panel.id)" : answer.title, .heading)]
    for result in answer.results {
      if let failure = result.failure { lines.append(cut("query \(result.query.name): \(failure)", .failure)) }
    }
    if answer.panel.otherQueryCount > 0 {
      lines.append(cut("not PromQL, or too many: \(answer.panel.otherQueryCount) of its queries", .doubt))
    }
    switch answer.kind {
    case .row: break
    case .unknown(let type): lines.append(cut("panels of the kind \"\(type)\" are not drawn here", .doubt))
    case .text(let content):
      // A line of its author stays one: markdown is legible as it is.
      lines += content.split(whereSeparator: \.isNewline).map { cut(String($0), .plain) }
    case .curves, .number, .table, .heatmap:
      if named.isEmpty {
        if answer.results.allSatisfy({ $0.failure == nil }) { lines.append(cut("no data", .quiet)) }
      } else {
        lines += drawing
      }
    }
    return lines
  }

  private var drawing: [String] {
    switch answer.kind {
    case .curves where terminal.isTerminal && hasPoints: curves
    case .heatmap where hasPoints: heatmap
    case .number: numbers
    case .table: table
    default: summary
    }
  }

  /// All series with their names.
  var named: [(name: String, series: PromQLFigures.Series)] {
    answer.results.flatMap { result in result.series.map { (result.name(of: $0), $0) } }
  }

  private var hasPoints: Bool { named.contains { $0.series.values != nil } }

  func cut(_ text: String, _ style: Style) -> String {
    ink.paint(SafeText.escaping(text).truncated(toWidth: terminal.width ?? .max), style)
  }

  private func text(_ value: Double) -> String { answer.panel.unit.text(of: value) }

  // MARK: - Kinds

  private var curves: [String] {
    let curves = named.compactMap { name, series in
      series.values.map { values in Plot.Curve(name: name, points: values.map { ($0.moment, $0.value ?? .nan) }) }
    }
    let unit = answer.panel.unit
    let step = UInt64(stepMilliseconds) * 1_000_000
    return Plot(
      curves, from: range.start, to: range.end, stepNanoseconds: step + step / 2, rowCount: Self.curveRowCount
    ) { unit.text(of: $0) }.lines(on: terminal)
  }

  /// The latest value of each series, and how it came to it.
  private var numbers: [String] {
    named.prefix(Self.tableRowCount).map { name, series in
      let values = series.numbers
      var line = ink.paint(values.last.map(text) ?? "-", .heading)
      let label = named.count > 1 ? "  " + SafeText.escaping(name) : ""
      let used = DisplayWidth.of(values.last.map(text) ?? "-")
      let room = (terminal.width ?? 0) - used - 2
      if terminal.isTerminal && values.count > 1 && label.isEmpty && room >= 8 {
        line += "  " + ink.paint(Sparkline.text(Self.sampled(values, count: min(room, 40))), .quiet)
      }
      return line + label.truncated(toWidth: max((terminal.width ?? .max) - used, 0))
    }
  }

  /// So many values, each the mean of its share.
  private static func sampled(_ values: [Double], count: Int) -> [Double] {
    guard values.count > count else { return values }
    return (0..<count).map { place in
      let share = values[place * values.count / count..<(place + 1) * values.count / count]
      return share.reduce(0, +) / Double(share.count)
    }
  }

  /// A column for each label, and the latest value.
  private var table: [String] {
    let rows = named.map(\.series)
    let labels = Set(rows.flatMap(\.metric.keys)).subtracting(["__name__"]).sorted()
    var table = Table(
      labels.map { Table.Column(SafeText.escaping($0).uppercased(), isFlexible: true) }
        + [Table.Column("VALUE", alignment: .right)])
    for row in rows.prefix(Self.tableRowCount) {
      table.append(labels.map { Table.Cell(row.metric[$0] ?? "") } + [Table.Cell(row.numbers.last.map(text) ?? "-")])
    }
    return table.lines(on: terminal) + rest(rows.count)
  }

  /// What stands for curves where none can be drawn.
  private var summary: [String] {
    var table = Table(
      [Table.Column("SERIES", isFlexible: true)]
        + ["LAST", "MEAN", "MIN", "MAX"].map { Table.Column($0, alignment: .right) })
    for (name, series) in named.prefix(Self.tableRowCount) {
      let values = series.numbers
      let mean = values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
      table.append(
        [Table.Cell(name)] + [values.last, mean, values.min(), values.max()].map { Table.Cell($0.map(text) ?? "-") })
    }
    return table.lines(on: terminal) + rest(named.count)
  }

  private func rest(_ count: Int) -> [String] {
    count > Self.tableRowCount ? [cut("and \(count - Self.tableRowCount) more", .quiet)] : []
  }
}

extension PromQLFigures.Series {
  /// The values that are numbers, by time.
  var numbers: [Double] { ((value.map { [$0] } ?? []) + (values ?? [])).compactMap(\.value).filter(\.isFinite) }
}

extension Unit {
  /// A number as people read it.
  func text(of value: Double) -> String {
    guard value.isFinite else { return QuantityText.short(value) }
    let sign = value < 0 ? "-" : ""
    switch self {
    case .none: return QuantityText.short(value)
    case .seconds(let unit):
      let nanoseconds = value.magnitude * unit * 1e9
      return nanoseconds < 1e19
        ? sign + DurationText.short(nanoseconds: UInt64(nanoseconds)) : QuantityText.short(value)
    case .bytes:
      return value.magnitude < 1e18 ? sign + NumberText.bytes(Int(value.magnitude)) : QuantityText.short(value)
    case .bytesPerSecond: return Unit.bytes.text(of: value) + "/s"
    case .share: return Unit.percent.text(of: value * 100)
    case .percent:
      let hundredths = value.magnitude < 1e15 ? Int((value.magnitude * 100).rounded()) : 0
      return value.magnitude < 1e15
        ? "\(sign)\(hundredths / 100).\(String(hundredths % 100 + 100).dropFirst()) %"
        : QuantityText.short(value) + " %"
    case .rate: return sign + RateCell.number(ofRate: value.magnitude) + "/s"
    case .other(let name): return QuantityText.short(value) + " " + SafeText.escaping(name).truncated(toWidth: 12)
    }
  }
}
