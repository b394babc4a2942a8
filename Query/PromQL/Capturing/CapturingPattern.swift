/// A regular expression whose groups can be read after a match, for `label_replace`.
///
/// It knows what `Pattern` of the storage seam knows, and groups with numbers and names, `(?P<name>...)`, and the flags `i`
/// and `s`. It matches whole texts; among several ways to match it prefers the one that Perl and RE2 prefer. Time and
/// memory are at most linear in the length of the text times that of the expression.
struct CapturingPattern {
  private let program: CapturingProgram

  init(_ source: String) throws(CapturingSyntaxError) {
    var parser = CapturingParser(source)
    let syntax = try parser.parse()
    program = try CapturingProgram(syntax, groupCount: parser.groupCount, names: parser.names)
  }

  /// What a match may cost at most, in steps and in bytes.
  func stateCount(for text: String) -> Int { (program.instructionCount + 1) * (text.utf8.count + 1) }

  /// Puts what the groups matched in place of `$1`, `${1}`, `$name` and `${name}`; `$$` stands for a dollar.
  ///
  /// `nil` if the text does not match. A group that took no part, or that there is not, counts as empty.
  func replacement(for text: String, template: String) throws(CapturingSyntaxError) -> String? {
    let scalars = Array(text.unicodeScalars)
    guard stateCount(for: text) <= PromQLLimits.captureStateCount else {
      throw CapturingSyntaxError(reason: "too large for a value of \(scalars.count) characters")
    }
    guard let groups = program.match(scalars) else { return nil }
    let template = Array(template.unicodeScalars)
    var result = String.UnicodeScalarView()
    var position = 0
    while position < template.count {
      guard template[position] == "$", position + 1 < template.count else {
        result.append(template[position])
        position += 1
        continue
      }
      if template[position + 1] == "$" {
        result.append("$")
        position += 2
      } else if let (name, end) = Self.reference(in: template, at: position + 1) {
        if let group = program.group(named: name), let range = groups[group] {
          result.append(contentsOf: scalars[range])
        }
        position = end
      } else {
        result.append("$")
        position += 1
      }
    }
    return String(result)
  }

  /// A name in braces, or as many letters, digits and underscores as there are.
  private static func reference(in template: [Unicode.Scalar], at start: Int) -> (name: String, end: Int)? {
    let isInBraces = template[start] == "{"
    let nameStart = start + (isInBraces ? 1 : 0)
    var end = nameStart
    while end < template.count, template[end].isWordCharacter { end += 1 }
    guard end > nameStart else { return nil }
    var name = String.UnicodeScalarView()
    name.append(contentsOf: template[nameStart..<end])
    guard isInBraces else { return (String(name), end) }
    guard end < template.count, template[end] == "}" else { return nil }
    return (String(name), end + 1)
  }
}

/// Why a text is no expression for `label_replace`, or not one for this value.
struct CapturingSyntaxError: Error {
  let reason: String
}

extension Unicode.Scalar {
  var isWordCharacter: Bool { isASCII && (UInt8(value).isLetter || UInt8(value).isDigit) }
}
