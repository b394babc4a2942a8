/// A key as a terminal sends it.
package enum Key: Hashable, Sendable {
  case up, down, left, right, pageUp, pageDown, home, end
  case enter, escape, backspace
  /// Control and C, which does not end the process while a `TerminalSession` is on.
  case interrupt
  case character(Character)

  private static let sequences: [String: Key] = [
    "[A": .up, "[B": .down, "[C": .right, "[D": .left, "OA": .up, "OB": .down, "OC": .right, "OD": .left,
    "[5~": .pageUp, "[6~": .pageDown, "[H": .home, "[F": .end, "OH": .home, "OF": .end, "[1~": .home, "[4~": .end,
  ]

  /// The first key of what a terminal sent at once; `nil` for what is none of these.
  ///
  /// Of several keys the first counts: whoever presses them faster than a screen is drawn presses them again.
  package init?(_ bytes: [UInt8]) {
    switch bytes.first {
    case nil: return nil
    case 0x03, 0x04: self = .interrupt
    case 0x0A, 0x0D: self = .enter
    case 0x08, 0x7F: self = .backspace
    case 0x1B where bytes.count == 1: self = .escape
    case 0x1B:
      let text = String(decoding: bytes.dropFirst(), as: UTF8.self)
      guard let sequence = Self.sequences.first(where: { text.hasPrefix($0.key) }) else { return nil }
      self = sequence.value
    case let first? where first < 0x20: return nil
    default:
      guard let character = String(decoding: bytes, as: UTF8.self).first else { return nil }
      self = .character(character)
    }
  }
}
