extension WebAsset {
  /// Scripts and style sheets as they are served: without comments that begin a line, indentation, and spaces that mean
  /// nothing. Lines keep their numbers, so that errors name the line of the source.
  ///
  /// Relies on texts that end on their line, which a test checks.
  static func trimmed(_ bytes: [UInt8], path: String) -> [UInt8] {
    let spaces: InsignificantSpaces
    if path.hasSuffix(".js") {
      spaces = .ofScripts
    } else if path.hasSuffix(".css") {
      spaces = .ofStyleSheets
    } else {
      return bytes
    }
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var isInComment = false
    for line in bytes.split(separator: newline, omittingEmptySubsequences: false) {
      let code = line.drop { $0 == space }
      if code.starts(with: "/*".utf8) { isInComment = true }
      if !isInComment && !code.starts(with: "//".utf8) { spaces.append(code, without: space, to: &result) }
      result.append(newline)
      if isInComment, code.count >= 2, code.suffix(2).elementsEqual("*/".utf8) { isInComment = false }
    }
    // The split sees one more line after the last line feed.
    if bytes.last == newline { result.removeLast() }
    return result
  }

  private static let newline = UInt8(ascii: "\n")
  private static let space = UInt8(ascii: " ")
}

/// Beside which signs a space means nothing.
private struct InsignificantSpaces {
  private let before: Set<UInt8>
  private let after: Set<UInt8>

  /// Not beside `+` and `-`, since `a + +b` is no `a++b`.
  static let ofScripts = InsignificantSpaces(before: "{}()[]=<>,;:?&|", after: "{}()[]=<>,;:?&|!")
  /// `a :hover` is no `a:hover`, and `and (` needs its space.
  static let ofStyleSheets = InsignificantSpaces(before: "{", after: ":;,{")
  /// What ends with the sign that it begins with, on the same line; every space counts in between.
  private static let quotes = Set("'\"".utf8)
  /// What may begin a template, a comment or a regular expression: the rest of the line stays as it is.
  private static let riddles = Set("`/".utf8)

  private init(before: String, after: String) {
    self.before = Set(before.utf8)
    self.after = Set(after.utf8)
  }

  func append(_ line: ArraySlice<UInt8>, without space: UInt8, to result: inout [UInt8]) {
    var rest = line
    while let byte = rest.first, !Self.riddles.contains(byte) {
      let index = rest.startIndex
      if Self.quotes.contains(byte) {
        let text = quoted(rest)
        result += text
        rest = rest[text.endIndex...]
      } else {
        let isIdle =
          byte == space
          && ((index > line.startIndex && after.contains(line[index - 1]))
            || (index + 1 < line.endIndex && before.contains(line[index + 1])))
        if !isIdle { result.append(byte) }
        rest.removeFirst()
      }
    }
    result += rest
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
