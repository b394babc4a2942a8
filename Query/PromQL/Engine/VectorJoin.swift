/// Arithmetic and comparisons between two vectors: each series finds its partner by labels.
///
/// Labels decide once which series could meet; which of them do is decided step by step, because series come and go.
struct VectorJoin {
  private let operation: BinaryOperation
  private let stepCount: Int
  private let budget: QueryBudget

  private var result: [Track] = []
  /// The group that made each track of the result.
  private var groupOfResult: [Int] = []
  private var resultIndexes: [Labels: Int] = [:]

  /// The series of the "one" side that share a signature.
  private struct Group {
    var tracks: [Int] = []
    /// The track that is present, by step; -1 if none is. Empty as long as there is one track only.
    var present: [Int32] = []
    /// The steps at which a series of the other side was matched; empty before the first one.
    var isMatched: [Bool] = []
  }

  init(_ operation: BinaryOperation, stepCount: Int, budget: QueryBudget) {
    self.operation = operation
    self.stepCount = stepCount
    self.budget = budget
  }

  private var isOneToMany: Bool { operation.matching.cardinality == .oneToMany }

  mutating func apply(_ left: [Track], _ right: [Track]) throws(PromQLError) -> [Track] {
    let (many, one) = isOneToMany ? (right, left) : (left, right)
    var indexes: [Labels: Int] = [:]
    var groups: [Group] = []
    let hasMany = try stepsWithAny(of: many)
    for (index, track) in one.enumerated() {
      try budget.work(stepCount)
      let signature = operation.matching.signature(of: track.labels)
      if let group = indexes[signature] {
        try add(index, to: &groups[group], of: one, signature: signature, hasMany: hasMany)
      } else {
        indexes[signature] = groups.count
        groups.append(Group(tracks: [index]))
      }
    }
    for track in many {
      try budget.work(stepCount)
      guard let group = indexes[operation.matching.signature(of: track.labels)] else { continue }
      try join(track, with: &groups[group], number: group, of: one)
    }
    return result.filter { !$0.isEmpty }
  }

  private func stepsWithAny(of tracks: [Track]) throws(PromQLError) -> [Bool] {
    var steps = Array(repeating: false, count: stepCount)
    for track in tracks {
      try budget.work(stepCount)
      for step in 0..<stepCount where track.isPresent(step) { steps[step] = true }
    }
    return steps
  }

  /// At most one series of a group may be present at a step.
  private func add(
    _ index: Int, to group: inout Group, of one: [Track], signature: Labels, hasMany: [Bool]
  ) throws(PromQLError) {
    if group.present.isEmpty {
      try budget.require(stepCount)
      let first = group.tracks[0]
      group.present = (0..<stepCount).map { one[first].isPresent($0) ? Int32(first) : -1 }
    }
    group.tracks.append(index)
    for step in 0..<stepCount where one[index].isPresent(step) {
      let known = group.present[step]
      guard known < 0 else {
        // As Prometheus does, forgive what no series of the other side could meet.
        if !hasMany[step] { continue }
        throw PromQLError(
          .execution,
          "found duplicate series for the match group \(signature.bracedDescription) on the "
            + "\(isOneToMany ? "left" : "right") hand-side of the operation: "
            + "[\(one[index].labels.bracedDescription), \(one[Int(known)].labels.bracedDescription)]"
            + ";many-to-many matching not allowed: matching labels must be unique on one side")
      }
      group.present[step] = Int32(index)
    }
  }

  private mutating func join(
    _ track: Track, with group: inout Group, number: Int, of one: [Track]
  ) throws(PromQLError) {
    let isOneToOne = operation.matching.cardinality == .oneToOne
    if isOneToOne, group.isMatched.isEmpty { group.isMatched = Array(repeating: false, count: stepCount) }
    var partner = -1
    var resultIndex = -1
    for step in 0..<stepCount {
      guard let value = track[step] else { continue }
      let candidate = group.present.isEmpty ? group.tracks[0] : Int(group.present[step])
      guard candidate >= 0, let other = one[candidate][step] else { continue }
      let (left, right) = isOneToMany ? (other, value) : (value, other)
      guard
        let outcome = BinaryArithmetic.apply(
          operation.operation, left, right, returnsBool: operation.returnsBool, kept: left)
      else { continue }
      if isOneToOne {
        if group.isMatched[step] {
          throw PromQLError(
            .execution,
            "multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)")
        }
        group.isMatched[step] = true
      }
      if candidate != partner {
        partner = candidate
        resultIndex = try index(of: labels(track.labels, one[candidate].labels), group: number)
      }
      if result[resultIndex].isPresent(step) {
        if groupOfResult[resultIndex] != number || isOneToOne { throw .duplicateLabels }
        throw PromQLError(
          .execution, "multiple matches for labels: grouping labels must ensure unique matches")
      }
      result[resultIndex][step] = outcome
    }
  }

  private mutating func index(of labels: Labels, group: Int) throws(PromQLError) -> Int {
    if let index = resultIndexes[labels] { return index }
    try budget.require((result.count + 1) * stepCount)
    resultIndexes[labels] = result.count
    result.append(Track(labels: labels, stepCount: stepCount))
    groupOfResult.append(group)
    return result.count - 1
  }

  private func labels(_ many: Labels, _ one: Labels) -> Labels {
    let keepsName = operation.operation.isComparison && !operation.returnsBool
    var labels = keepsName ? many : many.withoutMetricName
    if operation.matching.cardinality == .oneToOne {
      labels =
        operation.matching.isOn
        ? labels.keeping(operation.matching.labels) : labels.dropping(operation.matching.labels)
    }
    for name in operation.matching.included { labels = labels.setting(name, to: one[name]) }
    return labels
  }
}

extension Labels {
  /// All labels in braces, the metric's name among them, as Prometheus' messages show them.
  var bracedDescription: String {
    "{\(labels.map { "\($0.name)=\($0.value.quoted)" }.joined(separator: ", "))}"
  }
}
