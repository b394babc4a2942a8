/// Rows and columns of text, aligned by what the eye sees.
///
/// On a terminal every row fits on one line: flexible columns are cut. Elsewhere nothing is cut, and a column is
/// padded at most to `padLimit`, so that one long text does not blow all rows up.
package struct Table: Sendable {
  package struct Column: Sendable {
    package let title: String
    package let alignment: Alignment
    /// Whether the column may be cut when the terminal is narrow.
    package let isFlexible: Bool

    package init(_ title: String, alignment: Alignment = .left, isFlexible: Bool = false) {
      self.title = title
      self.alignment = alignment
      self.isFlexible = isFlexible
    }
  }

  package struct Cell: Sendable {
    /// Safe to show.
    fileprivate let text: String
    fileprivate let style: Style

    /// A cell of untrusted text, which is made safe here.
    package init(_ text: String, _ style: Style = .plain) {
      self.text = SafeText.escaping(text)
      self.style = style
    }
  }

  private static let gap = "  "
  /// Columns to which plain output is aligned; longer texts push the rest of their row aside.
  private static let padLimit = 60
  /// The width under which a flexible column is not cut.
  private static let leastFlexibleWidth = 8

  private let columns: [Column]
  private var rows: [[Cell]] = []

  package init(_ columns: [Column]) { self.columns = columns }

  /// Adds a row with one cell a column.
  package mutating func append(_ cells: [Cell]) {
    precondition(cells.count == columns.count, "a cell for every column")
    rows.append(cells)
  }

  /// The title line and the rows. O(cells and their texts).
  package func lines(on terminal: TerminalCapabilities) -> [String] {
    let ink = Ink(isColoured: terminal.showsColours)
    let widths = widths(on: terminal)
    let titles = columns.map { Cell($0.title, .heading) }
    return ([titles] + rows).map { line(of: $0, widths: widths, cuts: terminal.width != nil, ink: ink) }
  }

  private func line(of cells: [Cell], widths: [Int], cuts: Bool, ink: Ink) -> String {
    var line = ""
    for (index, cell) in cells.enumerated() {
      if index > 0 { line += Self.gap }
      let text = cuts && columns[index].isFlexible ? cell.text.truncated(toWidth: widths[index]) : cell.text
      let fill = String(repeating: " ", count: max(0, widths[index] - DisplayWidth.of(text)))
      let painted = ink.paint(text, cell.style)
      let isLast = index == cells.count - 1
      line += columns[index].alignment == .right ? fill + painted : isLast ? painted : painted + fill
    }
    return line
  }

  private func widths(on terminal: TerminalCapabilities) -> [Int] {
    var widths = columns.map { DisplayWidth.of($0.title) }
    for row in rows {
      for (index, cell) in row.enumerated() { widths[index] = max(widths[index], DisplayWidth.of(cell.text)) }
    }
    guard let width = terminal.width else { return widths.map { min($0, Self.padLimit) } }
    var excess = widths.reduce(0, +) + Self.gap.count * (columns.count - 1) - width
    while excess > 0 {
      let flexible = columns.indices.filter { columns[$0].isFlexible && widths[$0] > Self.leastFlexibleWidth }
      guard let widest = flexible.max(by: { widths[$0] < widths[$1] }) else { break }
      let next = flexible.filter { $0 != widest }.map { widths[$0] }.max() ?? Self.leastFlexibleWidth
      let cut = min(excess, max(1, widths[widest] - max(next, Self.leastFlexibleWidth)))
      widths[widest] -= cut
      excess -= cut
    }
    return widths
  }
}
