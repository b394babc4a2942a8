/// Text that may be written to a terminal: what could steer it, or hide, is shown as a visible escape.
///
/// Telemetry is untrusted. A span name may hold an escape sequence that retitles the window or moves the cursor, a
/// right-to-left override that makes a line read differently, or invisible characters that make two names look alike.
package enum SafeText {
  /// How many combining marks one base character keeps; more would paint over the lines above and below.
  package static let combiningMarkLimit = 4

  /// The text with every scalar that does not stand for itself on the screen written as an escape.
  ///
  /// Short escapes for line feed, carriage return and tab, `\xHH` below U+0100, `\u{H...}` above. Texts of plain ASCII are
  /// returned as they are. O(length).
  package static func escaping(_ text: String) -> String {
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text }
    var result = ""
    result.reserveCapacity(text.utf8.count)
    var markCount = combiningMarkLimit  // a mark without a base would change what stands before the text
    for scalar in text.unicodeScalars {
      if isMark(scalar) {
        markCount += 1
        if markCount <= combiningMarkLimit && !isHidden(scalar) {
          result.unicodeScalars.append(scalar)
        } else {
          result += escape(scalar)
        }
      } else if isUnsafe(scalar) {
        result += escape(scalar)
        markCount = combiningMarkLimit
      } else {
        result.unicodeScalars.append(scalar)
        markCount = 0
      }
    }
    return result
  }

  private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .spacingMark: true
    default: false
    }
  }

  private static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.value < 0x7F { return scalar.value < 0x20 }
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: return true
    default: return isHidden(scalar)
    }
  }

  /// Whether a scalar is drawn as nothing. The two selectors that tell emoji from text are kept.
  private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isDefaultIgnorableCodePoint && scalar.value != 0xFE0E && scalar.value != 0xFE0F
  }

  private static func escape(_ scalar: Unicode.Scalar) -> String {
    switch scalar.value {
    case 0x09: return "\\t"
    case 0x0A: return "\\n"
    case 0x0D: return "\\r"
    case 0..<0x100:
      let digits = String(scalar.value, radix: 16)
      return "\\x" + (digits.count < 2 ? "0" : "") + digits
    default: return "\\u{" + String(scalar.value, radix: 16) + "}"
    }
  }
}
