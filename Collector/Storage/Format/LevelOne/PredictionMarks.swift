/// Marks the tokens that their slot's prediction gets right; those are not stored.
struct PredictionMarks: TokenVisitor {
  private let slots: [Slot]
  private let tokens: [UInt64]
  private var memory: TraceMemory
  /// Parallel to `ColumnPlans.tokens`.
  private(set) var hits: [Bool]

  init(_ plans: borrowing ColumnPlans, placeCount: Int) {
    slots = plans.slots
    tokens = plans.tokens
    memory = TraceMemory(placeCount: placeCount)
    hits = Array(repeating: false, count: tokens.count)
  }

  mutating func beginTrace() { memory.beginTrace() }

  @inline(__always)
  mutating func visit(slot: Int, place: Int) {
    let token = tokens[place]
    let source = Int(slots[slot].source)
    if source >= 0, memory.holds(source), memory.tokens[source] == token { hits[place] = true }
    memory.remember(token, at: Int(slots[slot].memory))
  }
}
