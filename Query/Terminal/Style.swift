/// How a piece of text looks: a colour of the terminal's 256 and its weight.
package struct Style: Hashable, Sendable {
  /// Index into the 256-colour palette; `nil` for the terminal's own text colour.
  package var colour: UInt8?
  package var isBold: Bool
  package var isDim: Bool

  package init(colour: UInt8? = nil, isBold: Bool = false, isDim: Bool = false) {
    self.colour = colour
    self.isBold = isBold
    self.isDim = isDim
  }

  package static let plain = Style()
  package static let heading = Style(isBold: true)
  package static let quiet = Style(isDim: true)
  package static let doubt = Style(colour: 178)
  package static let failure = Style(colour: 9, isBold: true)

  /// The parameters of the "select graphic rendition" sequence.
  fileprivate var parameters: String {
    var parts: [String] = []
    if isBold { parts.append("1") }
    if isDim { parts.append("2") }
    if let colour { parts.append("38;5;\(colour)") }
    return parts.joined(separator: ";")
  }
}

/// Puts styles on text, or does not, as the terminal allows.
package struct Ink: Sendable {
  package let isColoured: Bool

  package init(isColoured: Bool) { self.isColoured = isColoured }

  /// The text between the sequences that switch `style` on and off. The text must have gone through `SafeText`.
  package func paint(_ text: String, _ style: Style) -> String {
    guard isColoured, style != .plain, !text.isEmpty else { return text }
    return "\u{1B}[\(style.parameters)m\(text)\u{1B}[0m"
  }
}
