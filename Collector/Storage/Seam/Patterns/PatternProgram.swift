/// A regular expression as instructions for a machine that is in many places at once (Thompson, 1968).
///
/// Scalars that no part of the expression tells apart form one class; the machine sees classes only.
struct PatternProgram: Sendable {
  enum Instruction: Sendable {
    /// Goes on to the next instruction when a scalar of this set follows.
    case scalars(set: Int)
    case fork(Int, Int)
    case jump(Int)
    case textStart
    case textEnd
    case accept
  }

  let instructions: [Instruction]
  /// The first scalar of each class, rising; the first is 0.
  private let classStarts: [UInt32]
  /// The classes of the ASCII characters.
  let asciiClasses: [Int32]
  /// For each set, the classes that it consists of.
  private let setClasses: [[ClosedRange<Int>]]

  var classCount: Int { classStarts.count }

  init(_ syntax: PatternSyntax) throws(PatternError) {
    var compiler = Compiler()
    try compiler.compile(syntax)
    try compiler.emit(.accept)
    instructions = compiler.instructions
    var starts: Set<UInt32> = [0]
    for range in compiler.sets.flatMap(\.ranges) {
      starts.insert(range.lowerBound)
      if range.upperBound < ScalarSet.last { starts.insert(range.upperBound + 1) }
    }
    let classStarts = starts.sorted()
    self.classStarts = classStarts
    asciiClasses = (0..<128).map { Int32(Self.place(of: $0, in: classStarts)) }
    setClasses = compiler.sets.map { set in
      set.ranges.map {
        Self.place(of: $0.lowerBound, in: classStarts)...Self.place(of: $0.upperBound, in: classStarts)
      }
    }
  }

  func characterClass(of scalar: UInt32) -> Int { Self.place(of: scalar, in: classStarts) }

  func set(_ set: Int, contains characterClass: Int) -> Bool {
    setClasses[set].contains { $0.contains(characterClass) }
  }

  /// The last start that is not beyond `scalar`.
  private static func place(of scalar: UInt32, in starts: [UInt32]) -> Int {
    var low = 0
    var high = starts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= scalar { low = middle } else { high = middle }
    }
    return low
  }
}

/// Turns syntax into instructions. Recursion is as deep as the syntax, which the parser bounds.
private struct Compiler {
  private(set) var instructions: [PatternProgram.Instruction] = []
  private(set) var sets: [ScalarSet] = []
  private var setIndexes: [ScalarSet: Int] = [:]
  /// Counts also what emits nothing, so that repetitions of nothing end, too.
  private var stepCount = 0

  mutating func emit(_ instruction: PatternProgram.Instruction) throws(PatternError) {
    try countStep()
    instructions.append(instruction)
  }

  private mutating func countStep() throws(PatternError) {
    stepCount += 1
    guard stepCount <= PatternLimits.instructionCount else {
      throw PatternError("the expression is too large once its repetitions are written out", position: 0)
    }
  }

  mutating func compile(_ syntax: PatternSyntax) throws(PatternError) {
    try countStep()
    switch syntax {
    case .scalars(let set): try emit(.scalars(set: index(of: set)))
    case .textStart: try emit(.textStart)
    case .textEnd: try emit(.textEnd)
    case .sequence(let parts): for part in parts { try compile(part) }
    case .choice(let alternatives): try compile(choice: alternatives)
    case .repetition(let body, let minimum, let maximum):
      for _ in 0..<minimum { try compile(body) }
      if let maximum {
        try compile(body, atMost: maximum - minimum)
      } else {
        try compile(anyNumberOf: body)
      }
    }
  }

  private mutating func index(of set: ScalarSet) -> Int {
    if let known = setIndexes[set] { return known }
    sets.append(set)
    setIndexes[set] = sets.count - 1
    return sets.count - 1
  }

  private mutating func compile(choice alternatives: [PatternSyntax]) throws(PatternError) {
    var exits: [Int] = []
    for alternative in alternatives.dropLast() {
      let fork = instructions.count
      try emit(.fork(fork + 1, 0))
      try compile(alternative)
      exits.append(instructions.count)
      try emit(.jump(0))
      instructions[fork] = .fork(fork + 1, instructions.count)
    }
    if let last = alternatives.last { try compile(last) }
    for exit in exits { instructions[exit] = .jump(instructions.count) }
  }

  private mutating func compile(anyNumberOf body: PatternSyntax) throws(PatternError) {
    let fork = instructions.count
    try emit(.fork(fork + 1, 0))
    try compile(body)
    try emit(.jump(fork))
    instructions[fork] = .fork(fork + 1, instructions.count)
  }

  private mutating func compile(_ body: PatternSyntax, atMost count: Int) throws(PatternError) {
    var forks: [Int] = []
    for _ in 0..<count {
      forks.append(instructions.count)
      try emit(.fork(instructions.count + 1, 0))
      try compile(body)
    }
    for fork in forks { instructions[fork] = .fork(fork + 1, instructions.count) }
  }
}
