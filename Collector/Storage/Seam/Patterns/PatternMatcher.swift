/// Matches texts against one pattern, and remembers what it learns on the way.
///
/// A set of places in which the program can be at once is a state; which state follows on which class of characters is
/// worked out when it is first needed, and looked up after that. A text of n bytes takes at most n steps through the
/// program, as a rule n look-ups. Not for several threads at once.
package final class PatternMatcher {
  private let program: PatternProgram
  private let maximumStateCount: Int
  /// For each state, the instructions that wait for a character or for the end, rising.
  private var states: [[Int]] = []
  private var placeCount = 0
  private var stateIDs: [[Int]: Int32] = [:]
  /// Whether a text may end in the state.
  private var isAccepting: [Bool] = []
  /// `classCount` entries a state; -1 is not known yet.
  private var transitions: [Int32] = []
  private var visited: [Bool]

  private static let start: Int32 = 0
  /// The state without places: nothing can match any more.
  private static let dead: Int32 = 1
  private static let unknown: Int32 = -1

  package init(_ pattern: Pattern) {
    program = pattern.program
    visited = Array(repeating: false, count: program.instructions.count)
    maximumStateCount = max(8, min(4_096, PatternLimits.transitionCount / program.classCount))
    forget()
  }

  /// Whether the whole text matches.
  package func matches(_ text: ArraySlice<UInt8>) -> Bool {
    var state = Self.start
    var position = text.startIndex
    while position < text.endIndex {
      let byte = text[position]
      let characterClass: Int
      if byte < 0x80 {
        characterClass = Int(program.asciiClasses[Int(byte)])
        position += 1
      } else {
        let (scalar, byteCount) = UTF8Decoding.scalar(at: position, of: text)
        characterClass = program.characterClass(of: scalar)
        position += byteCount
      }
      let known = transitions[Int(state) * program.classCount + characterClass]
      state = known == Self.unknown ? follow(state, characterClass) : known
      if state == Self.dead { return false }
    }
    return isAccepting[Int(state)]
  }

  private func follow(_ state: Int32, _ characterClass: Int) -> Int32 {
    var next: [Int] = []
    for place in states[Int(state)] {
      if case .scalars(let set) = program.instructions[place], program.set(set, contains: characterClass) {
        next.append(place + 1)
      }
    }
    let places = closure(of: next, atStart: false, atEnd: false)
    if let known = stateIDs[places] {
      transitions[Int(state) * program.classCount + characterClass] = known
      return known
    }
    if states.count == maximumStateCount || placeCount + places.count > PatternLimits.placeCount {
      forget()
      return stateIDs[places] ?? add(places)
    }
    let added = add(places)
    transitions[Int(state) * program.classCount + characterClass] = added
    return added
  }

  /// Leaves only the start and the dead state.
  private func forget() {
    states.removeAll()
    placeCount = 0
    stateIDs.removeAll()
    isAccepting.removeAll()
    transitions.removeAll()
    // The start is not entered into `stateIDs`: a later state with the same places is not at the start of the text.
    append(closure(of: [0], atStart: true, atEnd: false), accepts(closure(of: [0], atStart: true, atEnd: true)))
    _ = add([])
  }

  private func add(_ places: [Int]) -> Int32 {
    let id = Int32(states.count)
    append(places, accepts(closure(of: places, atStart: false, atEnd: true)))
    stateIDs[places] = id
    return id
  }

  private func append(_ places: [Int], _ accepts: Bool) {
    states.append(places)
    placeCount += places.count
    isAccepting.append(accepts)
    transitions.append(contentsOf: repeatElement(Self.unknown, count: program.classCount))
  }

  private func accepts(_ places: [Int]) -> Bool {
    places.contains { if case .accept = program.instructions[$0] { true } else { false } }
  }

  /// The places that can be reached without a character, less those that only pass on.
  private func closure(of places: [Int], atStart: Bool, atEnd: Bool) -> [Int] {
    var open = places
    var seen: [Int] = []
    var waiting: [Int] = []
    while let place = open.popLast() {
      if visited[place] { continue }
      visited[place] = true
      seen.append(place)
      switch program.instructions[place] {
      case .jump(let target): open.append(target)
      case .fork(let first, let second): open += [first, second]
      case .textStart: if atStart { open.append(place + 1) }
      case .textEnd:
        waiting.append(place)
        if atEnd { open.append(place + 1) }
      case .scalars, .accept: waiting.append(place)
      }
    }
    for place in seen { visited[place] = false }
    return waiting.sorted()
  }
}

/// Reads UTF-8 one scalar at a time.
enum UTF8Decoding {
  /// The scalar that begins at `position` and its length; U+FFFD and 1 where the bytes are no valid UTF-8.
  static func scalar(at position: Int, of text: ArraySlice<UInt8>) -> (scalar: UInt32, byteCount: Int) {
    let invalid = (scalar: UInt32(0xFFFD), byteCount: 1)
    let lead = text[position]
    let byteCount: Int
    let minimum: UInt32
    switch lead {
    case 0..<0x80: return (UInt32(lead), 1)
    case 0xC2...0xDF: (byteCount, minimum) = (2, 0x80)
    case 0xE0...0xEF: (byteCount, minimum) = (3, 0x800)
    case 0xF0...0xF4: (byteCount, minimum) = (4, 0x1_0000)
    default: return invalid
    }
    guard text.endIndex - position >= byteCount else { return invalid }
    var scalar = UInt32(lead) & (0x7F >> UInt32(byteCount))
    for offset in 1..<byteCount {
      let byte = text[position + offset]
      guard byte & 0xC0 == 0x80 else { return invalid }
      scalar = scalar << 6 | UInt32(byte & 0x3F)
    }
    guard scalar >= minimum, scalar <= ScalarSet.last, !(0xD800...0xDFFF).contains(scalar) else { return invalid }
    return (scalar, byteCount)
  }
}
