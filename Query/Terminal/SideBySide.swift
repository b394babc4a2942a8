/// Blocks of lines next to each other.
package enum SideBySide {
  /// - Parameters:
  ///   - blocks: lines that are safe to show and no wider than their block; they may be painted.
  ///   - widths: columns of each block.
  package static func lines(_ blocks: [[String]], widths: [Int], gap: Int) -> [String] {
    let fill = String(repeating: " ", count: gap)
    return (0..<(blocks.map(\.count).max() ?? 0)).map { row in
      var line = ""
      for (place, block) in blocks.enumerated() {
        let text = row < block.count ? block[row] : ""
        line += text
        if place < blocks.count - 1 {
          line += String(repeating: " ", count: max(0, widths[place] - visibleWidth(text))) + fill
        }
      }
      return line
    }
  }

  /// Columns of a text that `Ink` may have painted.
  private static func visibleWidth(_ text: String) -> Int {
    var width = 0
    var isInSequence = false
    for character in text {
      if character == "\u{1B}" { isInSequence = true }
      if !isInSequence { width += DisplayWidth.of(character) }
      if isInSequence && character == "m" { isInSequence = false }
    }
    return width
  }
}
