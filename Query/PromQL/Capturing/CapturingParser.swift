/// Reads an expression with groups: recursive descent, no deeper than `PromQLLimits.depth`.
struct CapturingParser {
  private let scalars: [Unicode.Scalar]
  private var position = 0
  private var ignoresCase = false
  private var dotMatchesLineFeed = false
  private(set) var groupCount = 1
  private(set) var names: [String: Int] = [:]

  init(_ source: String) { scalars = Array(source.unicodeScalars) }

  mutating func parse() throws(CapturingSyntaxError) -> CapturingSyntax {
    let syntax = try choice(depth: 0)
    if position < scalars.count { throw error("unexpected )") }
    return syntax
  }

  private var current: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

  private func error(_ reason: String) -> CapturingSyntaxError {
    CapturingSyntaxError(reason: "character \(position + 1): \(reason)")
  }

  private mutating func skip(_ text: String) -> Bool {
    let wanted = Array(text.unicodeScalars)
    guard scalars[position...].starts(with: wanted) else { return false }
    position += wanted.count
    return true
  }

  private mutating func next() throws(CapturingSyntaxError) -> Unicode.Scalar {
    guard let scalar = current else { throw error("the expression ends too early") }
    position += 1
    return scalar
  }

  private mutating func choice(depth: Int) throws(CapturingSyntaxError) -> CapturingSyntax {
    guard depth <= PromQLLimits.depth else { throw error("groups nest deeper than \(PromQLLimits.depth)") }
    let flags = (ignoresCase, dotMatchesLineFeed)
    defer { (ignoresCase, dotMatchesLineFeed) = flags }
    var alternatives = [try sequence(depth: depth)]
    while skip("|") { alternatives.append(try sequence(depth: depth)) }
    return alternatives.count == 1 ? alternatives[0] : .choice(alternatives)
  }

  private mutating func sequence(depth: Int) throws(CapturingSyntaxError) -> CapturingSyntax {
    var parts: [CapturingSyntax] = []
    while let scalar = current, scalar != "|", scalar != ")" {
      if let atom = try atom(depth: depth) { parts.append(try repetition(of: atom)) }
    }
    return .sequence(parts)
  }

  /// `nil` for flags, which match nothing.
  private mutating func atom(depth: Int) throws(CapturingSyntaxError) -> CapturingSyntax? {
    let scalar = try next()
    switch scalar {
    case "(": return try group(depth: depth)
    case "[": return .set(try characterClass())
    case ".": return .set(dotMatchesLineFeed ? .all : .notLineFeed)
    case "^": return .textStart
    case "$": return .textEnd
    case "*", "+", "?": throw error("missing argument to repetition operator")
    case "\\" where skip("A"): return .textStart
    case "\\" where skip("z"): return .textEnd
    case "\\":
      var set = try escape()
      set.ignoresCase = ignoresCase
      return .set(set)
    default: return .set(ScalarRanges(ranges: [scalar.value...scalar.value], ignoresCase: ignoresCase))
    }
  }

  private mutating func group(depth: Int) throws(CapturingSyntaxError) -> CapturingSyntax? {
    guard skip("?") else {
      groupCount += 1
      let number = groupCount - 1
      return .group(try closed(try choice(depth: depth + 1)), number: number)
    }
    if skip("P<") || skip("<") {
      var name = ""
      while let scalar = current, scalar.isWordCharacter {
        name.unicodeScalars.append(scalar)
        position += 1
      }
      guard !name.isEmpty, skip(">"), names[name] == nil else { throw error("invalid named capture") }
      groupCount += 1
      let number = groupCount - 1
      names[name] = number
      return .group(try closed(try choice(depth: depth + 1)), number: number)
    }
    return try flags(depth: depth)
  }

  /// `(?i)` until the end of the group around it, or `(?i:...)`.
  private mutating func flags(depth: Int) throws(CapturingSyntaxError) -> CapturingSyntax? {
    let before = (ignoresCase, dotMatchesLineFeed)
    var isOn = true
    while true {
      switch try next() {
      case "-": isOn = false
      case "i": ignoresCase = isOn
      case "s": dotMatchesLineFeed = isOn
      case ")": return nil
      case ":":
        let body = try closed(try choice(depth: depth + 1))
        (ignoresCase, dotMatchesLineFeed) = before
        return body
      default: throw error("this kind of group is not supported")
      }
    }
  }

  private mutating func closed(_ body: CapturingSyntax) throws(CapturingSyntaxError) -> CapturingSyntax {
    guard skip(")") else { throw error("missing closing )") }
    return body
  }

  private mutating func repetition(of atom: CapturingSyntax) throws(CapturingSyntaxError) -> CapturingSyntax {
    guard let (minimum, maximum) = try bounds() else { return atom }
    let isLazy = skip("?")
    let end = position
    if try bounds() != nil {
      position = end
      throw error("invalid nested repetition operator")
    }
    return .repetition(atom, minimum: minimum, maximum: maximum, isLazy: isLazy)
  }

  private mutating func bounds() throws(CapturingSyntaxError) -> (Int, Int?)? {
    if skip("*") { return (0, nil) }
    if skip("+") { return (1, nil) }
    if skip("?") { return (0, 1) }
    let start = position
    guard skip("{") else { return nil }
    if let minimum = number() {
      if skip("}") { return try checked(minimum, minimum) }
      if skip(",}") { return try checked(minimum, nil) }
      if skip(","), let maximum = number(), skip("}") { return try checked(minimum, maximum) }
    }
    position = start
    // A brace that begins no count stands for itself, as the next atom.
    return nil
  }

  private func checked(_ minimum: Int, _ maximum: Int?) throws(CapturingSyntaxError) -> (Int, Int?) {
    guard max(minimum, maximum ?? 0) <= 1_000, minimum <= maximum ?? minimum else {
      throw error("invalid repeat count")
    }
    return (minimum, maximum)
  }

  private mutating func number() -> Int? {
    var number: Int?
    while let scalar = current, ("0"..."9").contains(scalar) {
      number = min((number ?? 0) * 10 + Int(scalar.value - 0x30), 1_000_000)
      position += 1
    }
    return number
  }

  /// What follows `[`.
  private mutating func characterClass() throws(CapturingSyntaxError) -> ScalarRanges {
    var set = ScalarRanges(ranges: [], isInverted: skip("^"), ignoresCase: ignoresCase)
    var isFirst = true
    while isFirst || current != "]" {
      isFirst = false
      let low = try classMember()
      if low.count == 1, low[0].count == 1, current == "-", position + 1 < scalars.count, scalars[position + 1] != "]" {
        position += 1
        let high = try classMember()
        guard high.count == 1, high[0].count == 1, low[0].lowerBound <= high[0].lowerBound else {
          throw error("invalid character class range")
        }
        set.ranges.append(low[0].lowerBound...high[0].lowerBound)
      } else {
        set.ranges += low
      }
    }
    position += 1
    return set
  }

  private mutating func classMember() throws(CapturingSyntaxError) -> [ClosedRange<UInt32>] {
    let scalar = try next()
    if scalar == "[", current == ":" { throw error("classes by name are not supported") }
    return scalar == "\\" ? try escape().flattened : [scalar.value...scalar.value]
  }

  /// What follows a backslash.
  private mutating func escape() throws(CapturingSyntaxError) -> ScalarRanges {
    let scalar = try next()
    if let set = ScalarRanges.named(scalar) { return set }
    let plain: [Unicode.Scalar: UInt32] = ["t": 9, "n": 10, "v": 11, "f": 12, "r": 13, "a": 7]
    if let value = plain[scalar] { return ScalarRanges(ranges: [value...value]) }
    guard scalar.isASCII, !scalar.isWordCharacter || scalar == "_" else { throw error("invalid escape sequence") }
    return ScalarRanges(ranges: [scalar.value...scalar.value])
  }
}
