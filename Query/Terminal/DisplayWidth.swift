/// How many columns of a terminal text takes.
///
/// East Asian wide characters and emoji take two columns, combining marks none (UAX #11, and what `wcwidth` does).
/// Meant for text that went through `SafeText`; control characters count as one column.
package enum DisplayWidth {
  /// Columns of a text. O(length).
  package static func of(_ text: String) -> Int {
    if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.utf8.count }
    return text.reduce(0) { $0 + of($1) }
  }

  /// Columns of what a reader takes for one character.
  package static func of(_ character: Character) -> Int {
    var width = 0
    var isFlag = false
    for scalar in character.unicodeScalars {
      let isRegionalIndicator = (0x1F1E6...0x1F1FF).contains(scalar.value)
      if isFlag && isRegionalIndicator { continue }  // two of them are drawn as one flag
      if scalar.value == 0xFE0F && width == 1 { width = 2 }
      if width > 0 && scalar.properties.isEmojiModifier { continue }
      width += of(scalar)
      isFlag = isRegionalIndicator
    }
    return width
  }

  private static func of(_ scalar: Unicode.Scalar) -> Int {
    if scalar.value < 0x300 { return 1 }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: break
    }
    if joinedJamo.contains(where: { $0.contains(scalar.value) }) { return 0 }
    if scalar.properties.isEmojiPresentation { return 2 }
    return isWide(scalar.value) ? 2 : 1
  }

  private static func isWide(_ value: UInt32) -> Bool {
    guard value >= 0x1100 else { return false }
    return wideBlocks.contains { $0.contains(value) }
  }

  /// Vowels and final consonants that are drawn into the syllable before them.
  private static let joinedJamo: [ClosedRange<UInt32>] = [0x1160...0x11FF, 0xD7B0...0xD7FF]

  /// Blocks of wide and full-width characters; wide emoji are known by their property.
  private static let wideBlocks: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3,
    0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18DFF,
    0x1AFF0...0x1B2FF, 0x1D300...0x1D37F, 0x1F200...0x1F2FF, 0x20000...0x3FFFD,
  ]
}

extension String {
  /// The text cut to at most `width` columns, with an ellipsis for what is missing. O(`width` + length up to the cut).
  package func truncated(toWidth width: Int) -> String {
    if utf8.count <= width { return self }  // no text is wider than it has bytes
    guard width > 0 else { return "" }
    var used = 0
    var cut = startIndex  // after what fits beside an ellipsis
    var index = startIndex
    while index < endIndex {
      let characterWidth = DisplayWidth.of(self[index])
      if used + characterWidth > width { return self[..<cut] + "…" }
      used += characterWidth
      index = self.index(after: index)
      if used < width { cut = index }
    }
    return self
  }

  /// The text filled with spaces to `width` columns; unchanged when it is wider.
  package func padded(toWidth width: Int, alignment: Alignment = .left) -> String {
    let missing = width - DisplayWidth.of(self)
    guard missing > 0 else { return self }
    let fill = String(repeating: " ", count: missing)
    return alignment == .left ? self + fill : fill + self
  }
}

/// On which side of its column a text stands.
package enum Alignment: Sendable {
  case left, right
}
