extension WebAsset {
  /// Scripts and style sheets as they are served: without comments, indentation, and spaces that mean nothing. Lines keep their numbers, so that errors name the line of the source.
  ///
  /// Relies on texts that end on their line, which a test checks.
  static func trimmed(_ bytes: [UInt8], path: String) -> [UInt8] {
    let trimmer: LineTrimmer
    if path.hasSuffix(".js") {
      trimmer = .ofScripts
    } else if path.hasSuffix(".css") {
      trimmer = .ofStyleSheets
    } else {
      return bytes
    }
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var isInComment = false
    for line in bytes.split(separator: newline, omittingEmptySubsequences: false) {
      let code = line.drop { $0 == space }
      if code.starts(with: "/*".utf8) { isInComment = true }
      if !isInComment && !code.starts(with: "//".utf8) { trimmer.append(code, to: &result) }
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
