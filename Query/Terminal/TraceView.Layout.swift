extension TraceView {
  /// How a line is shared out between label, numbers and bar.
  struct Layout {
    static let gap = "  "
    static let numberWidth = 8
    private static let numbersWidth = 3 * (numberWidth + gap.utf8.count)
    /// Labels of plain output are filled up to here; longer ones push their numbers aside.
    private static let plainLabelWidth = 64

    let labelWidth: Int
    /// Where labels are cut.
    let labelCut: Int
    /// 0 when no bars are drawn.
    let barWidth: Int
    /// Levels of the tree that are indented.
    let levelCap: Int
    /// Columns of a line.
    let lineCut: Int

    /// Whether lines have no end, so that nothing needs a line of its own for want of room.
    var isPlain: Bool { lineCut == .max }

    init(_ terminal: TerminalCapabilities) {
      guard let width = terminal.width else {
        (labelWidth, labelCut, barWidth, levelCap, lineCut) = (Self.plainLabelWidth, .max, 0, 32, .max)
        return
      }
      let rest = width - Self.numbersWidth
      let barWidth = rest < 40 ? 0 : min(max(rest * 2 / 5, 16), 60)
      self.barWidth = barWidth
      labelWidth = max(12, barWidth == 0 ? rest : rest - barWidth - Self.gap.utf8.count)
      labelCut = labelWidth
      levelCap = min(24, max(2, labelWidth / 6))
      lineCut = width
    }
  }
}
