import Dashboards
import TelemetryModel
import TelemetryStorage
import TerminalUI

/// Draws a dashboard: panels of one row beside each other where the terminal is wide enough, else one below the other.
struct DashboardView {
  private static let gap = 2
  /// Columns below which a panel is not put beside another: curves need more room than a number.
  private static let leastWidth = 50
  private static let leastNumberWidth = 18

  private let answer: DashboardAnswer
  private let terminal: TerminalCapabilities
  private let ink: Ink

  init(_ answer: DashboardAnswer, on terminal: TerminalCapabilities) {
    self.answer = answer
    self.terminal = terminal
    ink = Ink(isColoured: terminal.showsColours)
  }

  var lines: [String] {
    var lines = header
    for row in rows {
      lines.append("")
      if let widths = widths(of: row) {
        let blocks = zip(row, widths).map { panel, width in
          self.lines(
            of: panel,
            on: TerminalCapabilities(
              isTerminal: terminal.isTerminal, showsColours: terminal.showsColours, width: width))
        }
        lines += SideBySide.lines(blocks, widths: widths, gap: Self.gap)
      } else {
        for (place, panel) in row.enumerated() {
          if place > 0 { lines.append("") }
          lines += self.lines(of: panel, on: terminal)
        }
      }
    }
    return lines
  }

  private var header: [String] {
    func cut(_ text: String, _ style: Style) -> String {
      ink.paint(SafeText.escaping(text).truncated(toWidth: terminal.width ?? .max), style)
    }
    let range = "\(TimestampText.of(answer.range.start)) to \(TimestampText.of(answer.range.end))"
    let variables = answer.variables.map { "\($0.name)=\($0.values.joined(separator: ","))" }
    return [cut(answer.title, .heading), cut(([range] + variables).joined(separator: "  "), .quiet)]
      + answer.notes.map { cut($0, .doubt) }
  }

  /// Panels that stand beside each other in the file.
  private var rows: [[DashboardAnswer.PanelAnswer]] {
    var rows: [[DashboardAnswer.PanelAnswer]] = []
    for panel in answer.panels {
      if let last = rows.last?.last, last.panel.place.y == panel.panel.place.y,
        last.panel.place.x + last.panel.place.width <= panel.panel.place.x
      {
        rows[rows.count - 1].append(panel)
      } else {
        rows.append([panel])
      }
    }
    return rows
  }

  /// Columns of each panel of a row; `nil` when they do not fit beside each other.
  private func widths(of row: [DashboardAnswer.PanelAnswer]) -> [Int]? {
    guard let width = terminal.width, row.count > 1 else { return nil }
    let widths = row.map { (width + Self.gap) * $0.panel.place.width / 24 - Self.gap }
    let fits = zip(row, widths).allSatisfy { panel, width in
      width >= (panel.kind == .number ? Self.leastNumberWidth : Self.leastWidth)
    }
    return fits ? widths : nil
  }

  private func lines(of panel: DashboardAnswer.PanelAnswer, on terminal: TerminalCapabilities) -> [String] {
    PanelView(panel, range: answer.range, stepMilliseconds: answer.stepMilliseconds, terminal: terminal).lines
  }
}
