/// `and`, `or` and `unless`: which series are there, whatever their values.
struct SetOperation {
  private let operation: BinaryOperation
  private let stepCount: Int
  private let budget: QueryBudget

  init(_ operation: BinaryOperation, stepCount: Int, budget: QueryBudget) {
    self.operation = operation
    self.stepCount = stepCount
    self.budget = budget
  }

  func apply(_ left: [Track], _ right: [Track]) throws(PromQLError) -> [Track] {
    switch operation.operation {
    case .and: return try select(left, whereOtherIs: true, right)
    case .unless: return try select(left, whereOtherIs: false, right)
    default:
      let added = try select(right, whereOtherIs: false, left)
      return try (left + added).united()
    }
  }

  /// The tracks of one side, at the steps at which the other side has a match or has none.
  private func select(
    _ tracks: [Track], whereOtherIs isWanted: Bool, _ others: [Track]
  ) throws(PromQLError) -> [Track] {
    let presence = try presence(of: others)
    try budget.require(tracks.count * stepCount)
    var result: [Track] = []
    for var track in tracks {
      try budget.work(stepCount)
      let other = presence[operation.matching.signature(of: track.labels)]
      if other == nil, isWanted { continue }
      if let other {
        for step in 0..<stepCount where other[step] != isWanted { track[step] = nil }
        if track.isEmpty { continue }
      }
      result.append(track)
    }
    return result
  }

  /// For each signature, the steps at which any series has it.
  private func presence(of tracks: [Track]) throws(PromQLError) -> [Labels: [Bool]] {
    var presence: [Labels: [Bool]] = [:]
    for track in tracks {
      try budget.work(stepCount)
      let signature = operation.matching.signature(of: track.labels)
      var steps = presence.removeValue(forKey: signature) ?? Array(repeating: false, count: stepCount)
      for step in 0..<stepCount where track.isPresent(step) { steps[step] = true }
      presence[signature] = steps
    }
    return presence
  }
}
