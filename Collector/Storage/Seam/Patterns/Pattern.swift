/// A regular expression in a subset of RE2's language, matched in time linear in the text.
///
/// It matches whole texts, as in TraceQL and PromQL. Literals, `.` (any character, line feeds included), classes
/// (`[a-z]`, `[^a]`, `\d \w \s` and their opposites), groups, `|`, `* + ? {m} {m,} {m,n}` (also followed by `?`, which
/// makes no difference here), `^ $ \A \z`, and the escapes `\t \n \r \f \v \a \xHH \x{H...}` and `\` before punctuation.
/// The flags `i` (case does not matter), `s` (`.` matches line feeds; on unless `(?-s)`) and `U`, as `(?i)` up to the end
/// of the group or as `(?i:...)`. What RE2 has beyond that (the flag `m`, named groups, `\b`, `\p`, `[[:alpha:]]`) is
/// refused with a message.
///
/// Characters are Unicode scalars; each byte that is no valid UTF-8 counts as U+FFFD.
package struct Pattern: Sendable {
  package let source: String
  let program: PatternProgram

  package init(_ source: String) throws(PatternError) {
    guard source.utf8.count <= PatternLimits.byteCount else {
      throw PatternError("a regular expression of more than \(PatternLimits.byteCount) bytes", position: 0)
    }
    self.source = source
    var parser = PatternParser(source)
    program = try PatternProgram(try parser.parse())
  }
}

extension Pattern: Hashable {
  package static func == (left: Pattern, right: Pattern) -> Bool {
    left.source.utf8.elementsEqual(right.source.utf8)
  }

  package func hash(into hasher: inout Hasher) { for byte in source.utf8 { hasher.combine(byte) } }
}

/// Why a text is no regular expression that we can match.
package struct PatternError: Error, Hashable, CustomStringConvertible {
  /// What is wrong. May quote a character of the expression, never more.
  package let reason: String
  /// How many characters precede the place.
  package let position: Int

  init(_ reason: String, position: Int) {
    self.reason = reason
    self.position = position
  }

  package var description: String { "regular expression, character \(position + 1): \(reason)" }
}

/// What bounds a regular expression and its matching. Beyond a limit, `Pattern.init` throws a message that names it.
enum PatternLimits {
  /// Bytes of source. 4 KiB hold an alternation of two hundred service names.
  static let byteCount = 4_096
  /// How deep groups nest; bounds the recursion of parser and compiler.
  static let depth = 100
  /// The largest count in braces, as in RE2.
  static let repetitionCount = 1_000
  /// Instructions of a program, and steps to make it. A text costs at most this many steps a character.
  static let instructionCount = 10_000
  /// Entries of the transition table that a matcher keeps, 4 bytes each. When it is full, it is begun anew.
  static let transitionCount = 1 << 18
  /// Places that the states of a matcher hold together, 8 bytes each. Beyond it, the matcher begins anew, too.
  static let placeCount = 1 << 18
}
