import TestSupport

/// Mutations of JSON texts: of tokens, so that the result often still parses, and then, at times, of bare bytes.
enum JSONMutator {
  /// Whole scalar values, at home nowhere or in few places.
  private static let oddScalars = [
    "null", "true", "{}", "[]", "\"\"", "\"\\ud83e\\uddf5\"", "\"\\ud800\"", "\"\\u0000\"", "-0", "1e400", "1e5", "01",
    "1.50",
    "9223372036854775808", "\"-1\"", "\"NaN\"", "\"SPAN_KIND_CLIENT\"", "\"AQI\"",
    "\"00000000000000000000000000000000\"",
  ].map { Array($0.utf8) }

  private static let oddTokens =
    oddScalars
    + [
      "{", "]", ",", ":", "\"stringValue\"", "\"arrayValue\"", "\"values\"", "\"attributes\"", "\"key\"", "\"spans\"",
      "\"x\\", " ", "\u{7}", "\"\u{FFFD}\"",
    ].map { Array($0.utf8) }

  static func mutate(_ seeds: [[[UInt8]]], using generator: inout SeededGenerator) -> [UInt8] {
    var tokens = generator.pick(seeds)
    for _ in 0..<generator.number(0...3) {
      if generator.isOne(in: 3) {
        let donor = generator.pick(seeds)
        change(&tokens, donor, using: &generator)
      } else {
        changeMember(&tokens, using: &generator)
      }
    }
    var bytes: [UInt8] = []
    for token in tokens { bytes.append(contentsOf: token) }
    if generator.isOne(in: 5) {
      for _ in 0..<generator.number(1...3) { ByteMutator.mutate(&bytes, using: &generator) }
    }
    return bytes
  }

  /// Changes that leave the grammar whole: a member's value is replaced, repeated, wrapped, or renamed.
  private static func changeMember(_ tokens: inout [[UInt8]], using generator: inout SeededGenerator) {
    let start = generator.number(0...tokens.count - 1)
    guard let colon = tokens[start...].firstIndex(of: [0x3A]), colon > 0, colon + 1 < tokens.count else { return }
    switch generator.next() % 5 {
    case 0: tokens.replaceSubrange(colon + 1..<valueEnd(tokens, from: colon + 1), with: [generator.pick(oddScalars)])
    case 1: repeatMember(&tokens, colon: colon)
    case 2: nest(&tokens, at: colon + 1, levels: generator.number(1...200), using: &generator)
    case 3: tokens[colon - 1] = generator.pick(tokens.filter { $0.first == 0x22 })
    default:
      if valueEnd(tokens, from: colon + 1) == colon + 2 { tokens[colon + 1] = generator.pick(oddScalars) }
    }
  }

  private static func change(
    _ tokens: inout [[UInt8]], _ donor: [[UInt8]], using generator: inout SeededGenerator
  ) {
    let index = generator.number(0...tokens.count - 1)
    let end = min(tokens.count, index + generator.number(1...12))
    switch generator.next() % 6 {
    case 0: tokens.remove(at: index)
    case 1: tokens[index] = generator.pick(oddTokens)
    case 2: tokens.insert(generator.pick(oddTokens), at: index)
    case 3: tokens.swapAt(index, generator.number(0...tokens.count - 1))
    case 4: tokens.insert(contentsOf: tokens[index..<end], at: index)
    default: tokens.replaceSubrange(index..<end, with: donor.prefix(end - index))
    }
    if tokens.isEmpty { tokens.append(Array("{}".utf8)) }
  }

  /// Names a member twice, so that the second must win.
  private static func repeatMember(_ tokens: inout [[UInt8]], colon: Int) {
    let end = valueEnd(tokens, from: colon + 1)
    tokens.insert(contentsOf: [[0x2C]] + tokens[(colon - 1)..<end], at: end)
  }

  /// Wraps a value in arrays, bare ones or those of an attribute value.
  private static func nest(
    _ tokens: inout [[UInt8]], at index: Int, levels: Int, using generator: inout SeededGenerator
  ) {
    let isValue = generator.isOne(in: 2)
    let open = Array((isValue ? "{\"arrayValue\":{\"values\":[" : "[").utf8)
    let close = Array((isValue ? "]}}" : "]").utf8)
    let end = valueEnd(tokens, from: index)
    tokens.insert(contentsOf: repeatElement(close, count: levels), at: end)
    tokens.insert(contentsOf: repeatElement(open, count: levels), at: index)
  }

  private static func valueEnd(_ tokens: [[UInt8]], from start: Int) -> Int {
    var depth = 0
    for index in start..<tokens.count {
      if [[0x7B], [0x5B]].contains(tokens[index]) { depth += 1 }
      if [[0x7D], [0x5D]].contains(tokens[index]) { depth -= 1 }
      if depth <= 0 { return index + 1 }
    }
    return tokens.count
  }

  /// The tokens of a text: strings, numbers and words, and single punctuation.
  static func tokens(of text: [UInt8]) -> [[UInt8]] {
    let punctuation = Array("{}[],:".utf8)
    var tokens: [[UInt8]] = []
    var index = 0
    while index < text.count {
      let start = index
      index += 1
      if text[start] == 0x22 {
        while index < text.count, text[index] != 0x22 { index += text[index] == 0x5C ? 2 : 1 }
        index = min(index + 1, text.count)
      } else if !punctuation.contains(text[start]) {
        while index < text.count, text[index] != 0x22, !punctuation.contains(text[index]) { index += 1 }
      }
      tokens.append(Array(text[start..<index]))
    }
    return tokens
  }
}
