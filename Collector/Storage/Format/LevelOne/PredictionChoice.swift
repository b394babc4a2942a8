/// Chooses for every slot the memory place whose token predicts it best within a trace, if any does.
///
/// Candidates are found by comparing the first tokens of a slot with everything that the trace has shown so far in the
/// same domain (the same key in an earlier span, an order ID in a URL, a user ID in a statement), then counted on more
/// of them.
struct PredictionChoice: TokenVisitor {
  private static let searchedCount = 48
  private static let sampleCount = 768
  private static let candidateCount = 6
  /// How many places a search compares, beside the slot's own: traces of thousands of keys stay affordable.
  private static let searchedPlaceCount = 192
  /// A prediction must save this share of a slot's bits.
  private static let worthwhileShare = 0.92

  private let slots: [Slot]
  private let tokens: [UInt64]
  private var sampled: [Int32]
  private var candidates: [Int32]
  private var hits: [Int32]

  private var memory: TraceMemory
  /// The places that the trace has filled, by domain.
  private var filled: [[Int32]] = [[], [], []]

  init(_ plans: borrowing ColumnPlans, placeCount: Int) {
    slots = plans.slots
    tokens = plans.tokens
    sampled = Array(repeating: 0, count: slots.count)
    candidates = Array(repeating: -1, count: slots.count * Self.candidateCount)
    hits = Array(repeating: 0, count: slots.count * Self.candidateCount)
    memory = TraceMemory(placeCount: placeCount)
  }

  mutating func beginTrace() {
    memory.beginTrace()
    for domain in filled.indices { filled[domain].removeAll(keepingCapacity: true) }
  }

  mutating func visit(slot: Int, place: Int) {
    let token = tokens[place]
    let entry = slots[slot]
    let own = Int(entry.memory)
    if sampled[slot] < Self.sampleCount {
      if sampled[slot] < Self.searchedCount {
        search(slot, token, own, Int(entry.domain.rawValue))
      } else {
        recount(slot, token)
      }
      sampled[slot] += 1
    }
    if !memory.holds(own) { filled[Int(entry.domain.rawValue)].append(entry.memory) }
    memory.remember(token, at: own)
  }

  private mutating func search(_ slot: Int, _ token: UInt64, _ own: Int, _ domain: Int) {
    if memory.holds(own), memory.tokens[own] == token { count(Int32(own), for: slot) }
    for place in filled[domain].prefix(Self.searchedPlaceCount)
    where memory.tokens[Int(place)] == token && place != own {
      count(place, for: slot)
    }
  }

  private mutating func count(_ place: Int32, for slot: Int) {
    let first = slot * Self.candidateCount
    var weakest = first
    for candidate in first..<first + Self.candidateCount {
      if candidates[candidate] == place {
        hits[candidate] += 1
        return
      }
      if hits[candidate] < hits[weakest] { weakest = candidate }
    }
    guard hits[weakest] <= 1 else { return }
    candidates[weakest] = place
    hits[weakest] = 1
  }

  @inline(__always)
  private mutating func recount(_ slot: Int, _ token: UInt64) {
    let first = slot &* Self.candidateCount
    for candidate in first..<first &+ Self.candidateCount {
      let place = Int(candidates[candidate])
      if place < 0 { return }
      if memory.holds(place), memory.tokens[place] == token { hits[candidate] &+= 1 }
    }
  }
}

extension PredictionChoice {
  /// Sets `source` of the slots for which a prediction pays.
  func apply(to plans: inout ColumnPlans) {
    var counter = ValueCounter()
    var encoder = SymbolEncoder()
    for slot in plans.slots.indices {
      guard let best = best(slot) else { continue }
      let sample = plans.tokens[plans.slots[slot].start..<plans.slots[slot].start + Int(sampled[slot])]
      let count = Double(sample.count)
      let literalBits: Double
      switch plans.slots[slot].domain {
      case .wide: literalBits = 100
      case .number: literalBits = encoder.estimatedBits(sample) / count
      case .text:
        counter.count(sample, stride: 1)
        // Each distinct text also takes room in the dictionary.
        literalBits = (counter.entropy + 40 * Double(counter.values.count)) / count
      }
      let misses = count - Double(best.hits)
      let predictedBits = BitCost.split(Double(best.hits), of: count) + misses * literalBits
      if predictedBits < Self.worthwhileShare * literalBits * count - 16 { plans.slots[slot].source = best.place }
    }
  }

  private func best(_ slot: Int) -> (place: Int32, hits: Int32)? {
    let first = slot * Self.candidateCount
    var best: (place: Int32, hits: Int32)?
    for candidate in first..<first + Self.candidateCount where candidates[candidate] >= 0 {
      let isOwn = candidates[candidate] == slots[slot].memory
      if let known = best, hits[candidate] < known.hits || hits[candidate] == known.hits && !isOwn { continue }
      best = (candidates[candidate], hits[candidate])
    }
    return best
  }
}
