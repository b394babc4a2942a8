extension WebAsset {
  /// A script or style sheet without indentation and lines that are comments only, as browsers get it.
  ///
  /// Lines keep their numbers, so that what a browser says of one fits the file. No text of ours spans lines (the tests
  /// see to it), and so none is changed.
  static func trimmed(_ bytes: [UInt8], path: String) -> [UInt8] {
    guard path.hasSuffix(".js") || path.hasSuffix(".css") else { return bytes }
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var isInComment = false
    for line in bytes.split(separator: newline, omittingEmptySubsequences: false) {
      let code = line.drop { $0 == space }
      if code.starts(with: "/*".utf8) { isInComment = true }
      if !isInComment && !code.starts(with: "//".utf8) { result += code }
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
