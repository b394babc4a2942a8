/// Leaves out of a line what means nothing, as far as one can tell without parsing the language.
struct LineTrimmer {
  /// Before which signs a space means nothing, and after which.
  private let before: Set<UInt8>
  private let after: Set<UInt8>
  private let isScript: Bool

  /// A text ends a word by itself.
  static let ofScripts = LineTrimmer(
    before: "{}()[]=<>,;:?&|*+-!\"`", after: "{}()[]=<>,;:?&|*+-!", isScript: true)
  /// `a :hover` is no `a:hover`, and `and (` needs its space.
  static let ofStyleSheets = LineTrimmer(before: "{}>", after: ":;,{>", isScript: false)

  private init(before: String, after: String, isScript: Bool) {
    self.before = Set(before.utf8)
    self.after = Set(after.utf8)
    self.isScript = isScript
  }

  func append(_ line: ArraySlice<UInt8>, to result: inout [UInt8]) {
    var rest = line
    while let byte = rest.first {
      if Self.quotes.contains(byte) {
        let text = quoted(rest)
        result += text
        rest = rest[text.endIndex...]
        continue
      }
      if byte == Self.grave, let text = template(rest) {
        result += text
        rest = rest[text.endIndex...]
        continue
      }
      if byte == Self.grave || (byte == Self.slash && !isDivision(rest.startIndex, in: line)) {
        // A template in a template, a comment or a regular expression.
        if byte == Self.slash && isScript && isComment(rest, in: line) { return }
        break
      }
      if !isIdle(rest.startIndex, in: line) { result.append(byte) }
      rest.removeFirst()
    }
    result += rest
  }

  private static let space = UInt8(ascii: " ")
  private static let slash = UInt8(ascii: "/")
  private static let grave = UInt8(ascii: "`")
  /// What ends with the sign that it begins with, on the same line.
  private static let quotes = Set("'\"".utf8)
  /// Two of these beside each other would be another sign: `a + +b` is no `a++b`.
  private static let doubling = Set("+-".utf8)

  private func isIdle(_ index: Int, in line: ArraySlice<UInt8>) -> Bool {
    let previous = index > line.startIndex ? line[index - 1] : nil
    let next = index + 1 < line.endIndex ? line[index + 1] : nil
    switch line[index] {
    case Self.space:
      if let previous, let next, Self.doubling.contains(previous), Self.doubling.contains(next) { return false }
      let endsInComment = isScript && line[index...].dropFirst().starts(with: "//".utf8)
      return endsInComment || previous.map(after.contains) == true || next.map(before.contains) == true
    case UInt8(ascii: ";"):
      // The last declaration of a rule needs no end, nor does the last statement of a block that is not empty.
      return line[index...].dropFirst().starts(with: " }".utf8)
    default: return false
    }
  }

  /// Whether a slash stands alone: no regular expression of ours begins with a space.
  private func isDivision(_ index: Int, in line: ArraySlice<UInt8>) -> Bool {
    index > line.startIndex && index + 1 < line.endIndex && line[index - 1] == Self.space
      && line[index + 1] == Self.space
  }

  private func isComment(_ rest: ArraySlice<UInt8>, in line: ArraySlice<UInt8>) -> Bool {
    rest.startIndex > line.startIndex && line[rest.startIndex - 1] == Self.space && rest.starts(with: "//".utf8)
  }

  /// The template that a line begins with, unless another one is part of it.
  private func template(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    guard let end = line.dropFirst().firstIndex(of: Self.grave) else { return nil }
    let text = line[...end]
    let openings = zip(text, text.dropFirst()).count { $0 == UInt8(ascii: "$") && $1 == UInt8(ascii: "{") }
    return openings == text.count { $0 == UInt8(ascii: "}") } ? text : nil
  }

  /// The quoted text that a line begins with, both quotes included.
  private func quoted(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var isEscaped = false
    for index in line.indices.dropFirst() {
      if !isEscaped && line[index] == line[line.startIndex] { return line[...index] }
      isEscaped = !isEscaped && line[index] == UInt8(ascii: "\\")
    }
    return line
  }
}
