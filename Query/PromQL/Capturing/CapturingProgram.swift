/// An expression as instructions, and the search through them.
struct CapturingProgram {
  private enum Instruction {
    case set(ScalarRanges)
    /// The first way is preferred.
    case fork(Int, Int)
    case jump(Int)
    case textStart, textEnd
    /// Keeps the position: the start of group `n` in place `2n`, its end in `2n + 1`.
    case save(Int)
  }

  private var instructions: [Instruction] = []
  private let groupCount: Int
  private let names: [String: Int]
  private var stepCount = 0

  init(_ syntax: CapturingSyntax, groupCount: Int, names: [String: Int]) throws(CapturingSyntaxError) {
    self.groupCount = groupCount
    self.names = names
    try compile(syntax)
  }

  var instructionCount: Int { instructions.count }

  func group(named name: String) -> Int? {
    Int(name).flatMap { (0..<groupCount).contains($0) ? $0 : nil } ?? names[name]
  }

  /// Tries the ways in the order of preference, and none twice from the same position: what failed once, fails again.
  func match(_ text: [Unicode.Scalar]) -> [Range<Int>?]? {
    enum Job {
      case visit(instruction: Int, position: Int)
      /// Undoes a `save` when all that followed it failed.
      case restore(place: Int, position: Int)
    }
    let width = text.count + 1
    var isVisited = Array(repeating: false, count: (instructions.count + 1) * width)
    var saved = Array(repeating: -1, count: groupCount * 2)
    var jobs = [Job.visit(instruction: 0, position: 0)]
    while let job = jobs.popLast() {
      guard case .visit(let instruction, let position) = job else {
        if case .restore(let place, let position) = job { saved[place] = position }
        continue
      }
      if isVisited[instruction * width + position] { continue }
      isVisited[instruction * width + position] = true
      guard instruction < instructions.count else {
        if position == text.count { return groups(saved, end: position) }
        continue
      }
      switch instructions[instruction] {
      case .set(let set):
        if position < text.count, set.contains(text[position]) {
          jobs.append(.visit(instruction: instruction + 1, position: position + 1))
        }
      case .fork(let first, let second):
        jobs.append(.visit(instruction: second, position: position))
        jobs.append(.visit(instruction: first, position: position))
      case .jump(let target): jobs.append(.visit(instruction: target, position: position))
      case .textStart: if position == 0 { jobs.append(.visit(instruction: instruction + 1, position: position)) }
      case .textEnd: if position == text.count { jobs.append(.visit(instruction: instruction + 1, position: position)) }
      case .save(let place):
        jobs.append(.restore(place: place, position: saved[place]))
        saved[place] = position
        jobs.append(.visit(instruction: instruction + 1, position: position))
      }
    }
    return nil
  }

  private func groups(_ saved: [Int], end: Int) -> [Range<Int>?] {
    (0..<groupCount).map { group in
      if group == 0 { return 0..<end }
      let (start, end) = (saved[group * 2], saved[group * 2 + 1])
      return start >= 0 && end >= start ? start..<end : nil
    }
  }

  // MARK: - Compiling

  private mutating func emit(_ instruction: Instruction) throws(CapturingSyntaxError) {
    try countStep()
    instructions.append(instruction)
  }

  /// Counts also what emits nothing, so that repetitions of nothing end, too.
  private mutating func countStep() throws(CapturingSyntaxError) {
    stepCount += 1
    guard stepCount <= PromQLLimits.captureInstructionCount else {
      throw CapturingSyntaxError(reason: "expression too large")
    }
  }

  private mutating func compile(_ syntax: CapturingSyntax) throws(CapturingSyntaxError) {
    try countStep()
    switch syntax {
    case .set(let set): try emit(.set(set))
    case .textStart: try emit(.textStart)
    case .textEnd: try emit(.textEnd)
    case .sequence(let parts): for part in parts { try compile(part) }
    case .group(let body, let number):
      try emit(.save(number * 2))
      try compile(body)
      try emit(.save(number * 2 + 1))
    case .choice(let alternatives):
      var exits: [Int] = []
      for alternative in alternatives.dropLast() {
        let fork = instructions.count
        try emit(.jump(0))
        try compile(alternative)
        exits.append(instructions.count)
        try emit(.jump(0))
        instructions[fork] = .fork(fork + 1, instructions.count)
      }
      if let last = alternatives.last { try compile(last) }
      for exit in exits { instructions[exit] = .jump(instructions.count) }
    case .repetition(let body, let minimum, let maximum, let isLazy):
      for _ in 0..<minimum { try compile(body) }
      if let maximum {
        try compile(body, atMost: maximum - minimum, isLazy: isLazy)
      } else {
        let fork = instructions.count
        try emit(.jump(0))
        try compile(body)
        try emit(.jump(fork))
        instructions[fork] = Self.fork(enter: fork + 1, leave: instructions.count, isLazy: isLazy)
      }
    }
  }

  private mutating func compile(
    _ body: CapturingSyntax, atMost count: Int, isLazy: Bool
  ) throws(CapturingSyntaxError) {
    var forks: [Int] = []
    for _ in 0..<count {
      forks.append(instructions.count)
      try emit(.jump(0))
      try compile(body)
    }
    for fork in forks {
      instructions[fork] = Self.fork(enter: fork + 1, leave: instructions.count, isLazy: isLazy)
    }
  }

  private static func fork(enter: Int, leave: Int, isLazy: Bool) -> Instruction {
    isLazy ? .fork(leave, enter) : .fork(enter, leave)
  }
}
