extension TraceView {
  /// How a line is shared out between label, numbers and bar.
  struct Layout {
    static let gap = "  "
    static let numberWidth = 8
    private static let numbersWidth = 3 * (numberWidth + gap.utf8.count)
    /// Labels of plain output are filled up to here at most; longer ones push their numbers aside.
    private static let plainLabelWidth = 100
    private static let barWidths = 16...80

    let labelWidth: Int
    /// Where labels are cut.
    let labelCut: Int
    /// 0 when no bars are drawn.
    let barWidth: Int
    /// Columns of a line.
    let lineCut: Int

    /// Whether lines have no end, so that nothing needs a line of its own for want of room.
    var isPlain: Bool { lineCut == .max }

    /// - Parameter neededWidth: columns that the widest label would like to have.
    init(_ terminal: TerminalCapabilities, neededWidth: Int) {
      guard let width = terminal.width else {
        (labelWidth, labelCut, barWidth, lineCut) = (min(neededWidth, Self.plainLabelWidth), .max, 0, .max)
        return
      }
      let rest = width - Self.numbersWidth
      // A narrow terminal has no room for bars; else they get what the labels leave, but two fifths at least.
      let least = rest < 40 ? 0 : max(rest * 2 / 5, Self.barWidths.lowerBound) + Self.gap.utf8.count
      labelWidth = max(Self.leastLabelWidth, min(neededWidth, rest - least))
      barWidth = least == 0 ? 0 : min(rest - labelWidth - Self.gap.utf8.count, Self.barWidths.upperBound)
      labelCut = labelWidth
      lineCut = width
    }

    private static let leastLabelWidth = 12

    /// Levels of a tree that are indented, such that names keep half of the label on a terminal.
    static func levelCap(on terminal: TerminalCapabilities) -> Int {
      terminal.width.map { min(24, max(2, ($0 - numbersWidth) / 8)) } ?? 32
    }
  }
}
