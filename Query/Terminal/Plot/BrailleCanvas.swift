/// Dots on a terminal, eight in a cell (Unicode's Braille patterns), each cell in the style of the last dot set in it.
struct BrailleCanvas {
  let columnCount: Int
  let rowCount: Int
  private var patterns: [UInt8]
  private var styles: [Style]

  init(columnCount: Int, rowCount: Int) {
    self.columnCount = columnCount
    self.rowCount = rowCount
    patterns = Array(repeating: 0, count: columnCount * rowCount)
    styles = Array(repeating: .plain, count: columnCount * rowCount)
  }

  var width: Int { columnCount * 2 }
  var height: Int { rowCount * 4 }

  /// The bits of a cell's dots, from its top left corner down, column by column.
  private static let bits: [[UInt8]] = [[0x01, 0x02, 0x04, 0x40], [0x08, 0x10, 0x20, 0x80]]

  /// Sets a dot; `y` counts from the bottom. Dots outside are not drawn.
  mutating func set(_ x: Int, _ y: Int, _ style: Style) {
    guard (0..<width).contains(x), (0..<height).contains(y) else { return }
    let row = (height - 1 - y) / 4
    let cell = row * columnCount + x / 2
    patterns[cell] |= Self.bits[x % 2][(height - 1 - y) % 4]
    styles[cell] = style
  }

  /// Sets the dots between two, in steps of one.
  mutating func line(from first: (x: Int, y: Int), to last: (x: Int, y: Int), _ style: Style) {
    let count = max(abs(last.x - first.x), abs(last.y - first.y))
    for step in 0...max(count, 1) {
      let share = count == 0 ? 0 : Double(step) / Double(count)
      set(
        first.x + Int((Double(last.x - first.x) * share).rounded()),
        first.y + Int((Double(last.y - first.y) * share).rounded()), style)
    }
  }

  /// One row of cells as text.
  func text(ofRow row: Int, ink: Ink) -> String {
    var text = ""
    var (run, runStyle) = ("", Style.plain)
    for cell in row * columnCount..<(row + 1) * columnCount {
      let scalar = Unicode.Scalar(0x2800 + UInt32(patterns[cell])) ?? " "
      let character = patterns[cell] == 0 ? " " : Character(scalar)
      if styles[cell] != runStyle {
        text += ink.paint(run, runStyle)
        (run, runStyle) = ("", styles[cell])
      }
      run.append(character)
    }
    return text + ink.paint(run, runStyle)
  }
}
