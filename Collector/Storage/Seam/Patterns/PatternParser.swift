/// Reads the text of a regular expression: recursive descent, bounded by `PatternLimits.depth`.
struct PatternParser {
  private let scalars: [Unicode.Scalar]
  private var position = 0
  private var flags = Flags()

  /// What `(?i)` and the like change, up to the end of the group that they stand in.
  private struct Flags {
    var ignoresCase = false
    /// On unless turned off: PromQL and TraceQL match that way.
    var dotMatchesLineFeed = true
  }

  init(_ source: String) { scalars = Array(source.unicodeScalars) }

  mutating func parse() throws(PatternError) -> PatternSyntax {
    let syntax = try choice(depth: 0)
    if position < scalars.count { throw error("a closing bracket without its opening one") }
    return syntax
  }

  private var current: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

  private func error(_ reason: String) -> PatternError { PatternError(reason, position: position) }

  private mutating func skip(_ scalar: Unicode.Scalar) -> Bool {
    guard current == scalar else { return false }
    position += 1
    return true
  }

  private mutating func next() throws(PatternError) -> Unicode.Scalar {
    guard let scalar = current else { throw error("the expression ends too early") }
    position += 1
    return scalar
  }

  private mutating func choice(depth: Int) throws(PatternError) -> PatternSyntax {
    guard depth <= PatternLimits.depth else { throw error("groups nest deeper than \(PatternLimits.depth)") }
    let outerFlags = flags
    defer { flags = outerFlags }
    var alternatives = [try sequence(depth: depth)]
    while skip("|") { alternatives.append(try sequence(depth: depth)) }
    return alternatives.count == 1 ? alternatives[0] : .choice(alternatives)
  }

  private mutating func sequence(depth: Int) throws(PatternError) -> PatternSyntax {
    var parts: [PatternSyntax] = []
    while let scalar = current, scalar != "|", scalar != ")" {
      if let atom = try atom(depth: depth) { parts.append(try repetition(of: atom)) }
    }
    return parts.count == 1 ? parts[0] : .sequence(parts)
  }

  /// `nil` for flags alone, which match nothing.
  private mutating func atom(depth: Int) throws(PatternError) -> PatternSyntax? {
    let scalar = try next()
    switch scalar {
    case "(": return try group(depth: depth)
    case "[": return .scalars(try characterClass())
    case ".": return .scalars(flags.dotMatchesLineFeed ? .all : ScalarSet(0x0A).inverted)
    case "^": return .textStart
    case "$": return .textEnd
    case "*", "+", "?":
      position -= 1
      throw error("nothing to repeat before \(scalar)")
    case "\\" where skip("A"): return .textStart
    case "\\" where skip("z"): return .textEnd
    case "\\": return .scalars(try escape())
    default: return .scalars(cased(ScalarSet(scalar.value)))
    }
  }

  /// What follows `(`.
  private mutating func group(depth: Int) throws(PatternError) -> PatternSyntax? {
    let outerFlags = flags
    if skip("?"), try !readFlags() { return nil }
    let group = try choice(depth: depth + 1)
    flags = outerFlags
    guard skip(")") else { throw error("a group is not closed") }
    return group
  }

  /// What follows `(?`: whether a group goes on behind the flags. Without one, they hold for the rest of the group around.
  private mutating func readFlags() throws(PatternError) -> Bool {
    var isOn = true
    while true {
      switch try next() {
      case ":": return true
      case ")": return false
      case "-" where isOn: isOn = false
      case "i": flags.ignoresCase = isOn
      case "s": flags.dotMatchesLineFeed = isOn
      case "U": continue  // Which of several matches is found does not matter.
      default:
        position -= 1
        throw error("named groups are not supported, and of flags only i, s and U are")
      }
    }
  }

  /// With the other cases of its letters, where case does not matter.
  private func cased(_ set: ScalarSet) -> ScalarSet { flags.ignoresCase ? set.withAllCases : set }

  private mutating func repetition(of atom: PatternSyntax) throws(PatternError) -> PatternSyntax {
    guard let bounds = try repetitionBounds() else { return atom }
    _ = skip("?")  // Which of several matches is found does not matter for whether there is one.
    let end = position
    if try repetitionBounds() != nil {
      position = end
      throw error("a repetition of a repetition needs brackets")
    }
    return .repetition(atom, minimum: bounds.minimum, maximum: bounds.maximum)
  }

  private mutating func repetitionBounds() throws(PatternError) -> (minimum: Int, maximum: Int?)? {
    switch current {
    case "*":
      position += 1
      return (0, nil)
    case "+":
      position += 1
      return (1, nil)
    case "?":
      position += 1
      return (0, 1)
    case "{": return try counts()
    default: return nil
    }
  }

  /// `{m}`, `{m,}` or `{m,n}`; any other brace stands for itself, as in RE2.
  private mutating func counts() throws(PatternError) -> (minimum: Int, maximum: Int?)? {
    let start = position
    position += 1
    if let minimum = number() {
      if skip("}") { return try checked(minimum, minimum) }
      if skip(",") {
        if skip("}") { return try checked(minimum, nil) }
        if let maximum = number(), skip("}") { return try checked(minimum, maximum) }
      }
    }
    position = start
    return nil
  }

  private func checked(_ minimum: Int, _ maximum: Int?) throws(PatternError) -> (minimum: Int, maximum: Int?) {
    guard max(minimum, maximum ?? 0) <= PatternLimits.repetitionCount else {
      throw error("a repetition of more than \(PatternLimits.repetitionCount)")
    }
    guard minimum <= maximum ?? minimum else { throw error("a repetition whose bounds are the wrong way round") }
    return (minimum, maximum)
  }

  /// Clamped, so that it cannot overflow.
  private mutating func number() -> Int? {
    var number: Int?
    while let scalar = current, ("0"..."9").contains(scalar) {
      number = min((number ?? 0) * 10 + Int(scalar.value - 0x30), 1_000_000)
      position += 1
    }
    return number
  }
}

extension PatternParser {
  /// What follows `[`.
  private mutating func characterClass() throws(PatternError) -> ScalarSet {
    let isInverted = skip("^")
    var ranges: [ClosedRange<UInt32>] = []
    var isFirst = true
    while isFirst || current != "]" {
      isFirst = false
      let start = try classMember()
      guard current == "-", position + 1 < scalars.count, scalars[position + 1] != "]" else {
        ranges += start.ranges
        continue
      }
      position += 1
      let end = try classMember()
      guard let low = start.single, let high = end.single, low <= high else {
        throw error("a range in a class whose ends are the wrong way round, or no characters")
      }
      ranges.append(low...high)
    }
    position += 1
    let set = cased(ScalarSet(ranges))
    return isInverted ? set.inverted : set
  }

  /// A character or a class, in the case in which it is written: that of the whole class is set aside at its end.
  private mutating func classMember() throws(PatternError) -> ScalarSet {
    let outerFlags = flags
    defer { flags = outerFlags }
    flags.ignoresCase = false
    let scalar = try next()
    if scalar == "[" && current == ":" { throw error("classes by name are not supported") }
    return scalar == "\\" ? try escape() : ScalarSet(scalar.value)
  }

  /// What follows a backslash.
  private mutating func escape() throws(PatternError) -> ScalarSet {
    let scalar = try next()
    switch scalar {
    case "d": return .digits
    case "D": return ScalarSet.digits.inverted
    case "w": return cased(.wordCharacters)
    case "W": return cased(.wordCharacters).inverted
    case "s": return .whitespace
    case "S": return ScalarSet.whitespace.inverted
    case "t": return ScalarSet(0x09)
    case "n": return ScalarSet(0x0A)
    case "v": return ScalarSet(0x0B)
    case "f": return ScalarSet(0x0C)
    case "r": return ScalarSet(0x0D)
    case "a": return ScalarSet(0x07)
    case "x": return cased(try hexadecimal())
    default:
      guard scalar.isASCII, !ScalarSet.wordCharacters.ranges.contains(where: { $0.contains(scalar.value) }) else {
        throw error("this escape is not supported")
      }
      return ScalarSet(scalar.value)
    }
  }

  private mutating func hexadecimal() throws(PatternError) -> ScalarSet {
    var digits = ""
    if skip("{") {
      while !skip("}") { digits.unicodeScalars.append(try next()) }
    } else {
      for _ in 0..<2 { digits.unicodeScalars.append(try next()) }
    }
    guard digits.allSatisfy(\.isHexDigit), let value = UInt32(digits, radix: 16), value <= ScalarSet.last else {
      throw error("\\x is followed by two hexadecimal digits, or by a character's number in braces")
    }
    return ScalarSet(value)
  }
}
