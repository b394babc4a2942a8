/// A line that is put together from styled pieces and cut to a width.
struct StyledLine {
  private var pieces: [(text: String, style: Style)] = []

  init() {}

  /// Adds text that is safe to show.
  mutating func append(_ text: String, _ style: Style = .plain) {
    if !text.isEmpty { pieces.append((text, style)) }
  }

  /// Columns of all pieces.
  var width: Int { pieces.reduce(0) { $0 + DisplayWidth.of($1.text) } }

  /// The pieces, cut to `width` columns with an ellipsis and filled up to `fill` columns.
  func text(ink: Ink, cutTo width: Int = .max, fillTo fill: Int = 0) -> String {
    var line = ""
    var used = 0
    for (index, piece) in pieces.enumerated() {
      let isLast = index == pieces.count - 1
      let room = width - used
      // When the next piece finds no room at all, the ellipsis has to stand in this one.
      let text = piece.text.truncated(toWidth: room)
      let pieceWidth = DisplayWidth.of(text)
      if !isLast && pieceWidth == room {
        line += ink.paint((piece.text + "…").truncated(toWidth: room), piece.style)
        used = width
        break
      }
      line += ink.paint(text, piece.style)
      used += pieceWidth
      if used >= width { break }
    }
    return used < fill ? line + String(repeating: " ", count: fill - used) : line
  }
}
