extension Evaluator {
  func aggregate(_ aggregation: Aggregation) throws(PromQLError) -> [Track] {
    switch aggregation.operation {
    case .topk, .bottomk:
      let limits = try scalar(try parameter(of: aggregation))
      let groups = try groups(aggregation, try vector(aggregation.body))
      return try ranked(groups, limits: limits, isTop: aggregation.operation == .topk)
    case .quantile:
      let quantiles = try quantile(try parameter(of: aggregation))
      let groups = try groups(aggregation, try vector(aggregation.body))
      return try folded(groups) { members, step in
        let values = members.compactMap { $0.float(step) }
        return values.isEmpty ? nil : .float(Statistics.quantile(quantiles[step], values))
      }
    case .countValues:
      let label = try string(try parameter(of: aggregation))
      guard Labels.isName(label) else { throw PromQLError(.execution, "invalid label name \(label.quoted)") }
      return try countedValues(aggregation, label: label)
    default:
      let groups = try groups(aggregation, try vector(aggregation.body))
      return try folded(groups) { members, step in fold(aggregation.operation, members, step) }
    }
  }

  private func parameter(of aggregation: Aggregation) throws(PromQLError) -> Expression {
    guard let parameter = aggregation.parameter else {
      throw PromQLError(.badData, "\(aggregation.operation.rawValue) needs a parameter")
    }
    return parameter
  }

  private typealias Group = (labels: Labels, members: [Track])

  /// In the order in which they are first met.
  private func groups(_ aggregation: Aggregation, _ tracks: [Track]) throws(PromQLError) -> [Group] {
    var indexes: [Labels: Int] = [:]
    var groups: [Group] = []
    for track in tracks {
      try budget.work(1)
      let labels = Self.groupLabels(of: track.labels, aggregation)
      if let index = indexes[labels] {
        groups[index].members.append(track)
      } else {
        indexes[labels] = groups.count
        groups.append((labels, [track]))
      }
    }
    return groups
  }

  private static func groupLabels(of labels: Labels, _ aggregation: Aggregation) -> Labels {
    aggregation.isWithout
      ? labels.droppingMetricName(and: aggregation.labels) : labels.keeping(aggregation.labels)
  }

  private func folded(
    _ groups: [Group], _ fold: ([Track], Int) -> SampleValue?
  ) throws(PromQLError) -> [Track] {
    try budget.require(groups.count * grid.count)
    var result: [Track] = []
    for group in groups {
      var track = Track(labels: group.labels, stepCount: grid.count)
      for step in 0..<grid.count {
        try budget.work(group.members.count)
        if let value = fold(group.members, step) { track[step] = value }
      }
      if !track.isEmpty { result.append(track) }
    }
    return result
  }

  /// One group at one step; `nil` if no member has a value there.
  private func fold(_ operation: AggregationOperator, _ members: [Track], _ step: Int) -> SampleValue? {
    var accumulator = Accumulator(operation)
    for member in members where member.isPresent(step) {
      if let histogram = member.histogram(step) {
        accumulator.add(histogram)
      } else {
        accumulator.add(member.values[step])
      }
    }
    if accumulator.isMixed { notes.warn("encountered a mix of histograms and floats for aggregation") }
    return accumulator.value
  }

  /// The series with the largest or smallest values at each step, with all their labels; NaN comes last.
  private func ranked(_ groups: [Group], limits: [Double], isTop: Bool) throws(PromQLError) -> [Track] {
    try budget.require(groups.reduce(0) { $0 + $1.members.count } * grid.count)
    for limit in limits where !(limit >= -0x1p63 && limit < 0x1p63) {
      throw PromQLError(.execution, "Scalar value \(SampleText.decimal(limit)) overflows int64")
    }
    var result: [Track] = []
    for group in groups {
      var ranked = group.members.map { Track(labels: $0.labels, stepCount: grid.count) }
      var order: [Int] = []
      for step in 0..<grid.count where limits[step] >= 1 {
        try budget.work(group.members.count * 4)
        order = group.members.indices.filter { group.members[$0].float(step) != nil }
        let values = group.members.map { $0.values[step] }
        order.sort { left, right in
          let (one, other) = (values[left], values[right])
          if one == other || (one.isNaN && other.isNaN) { return left < right }
          if one.isNaN || other.isNaN { return other.isNaN }
          return isTop ? one > other : one < other
        }
        order = Array(order.prefix(Int(limits[step])))
        for index in order { ranked[index][step] = .float(values[index]) }
      }
      result += grid.count == 1 ? order.map { ranked[$0] } : ranked.filter { !$0.isEmpty }
    }
    return result
  }

  /// How many series of each group have each value, which becomes a label.
  private func countedValues(_ aggregation: Aggregation, label: String) throws(PromQLError) -> [Track] {
    var indexes: [Labels: Int] = [:]
    var result: [Track] = []
    let grouping = Aggregation(
      operation: aggregation.operation, body: aggregation.body, parameter: nil,
      labels: aggregation.isWithout ? aggregation.labels : aggregation.labels.union([label]),
      isWithout: aggregation.isWithout)
    for track in try vector(aggregation.body) {
      try budget.work(grid.count)
      var ofValue: [UInt64: Int] = [:]
      for step in 0..<grid.count {
        guard let value = track.float(step) else { continue }
        let index: Int
        if let known = ofValue[value.bitPattern] {
          index = known
        } else {
          let labels = Self.groupLabels(of: track.labels.setting(label, to: SampleText.decimal(value)), grouping)
          index = indexes[labels] ?? result.count
          if index == result.count {
            try budget.require((result.count + 1) * grid.count)
            indexes[labels] = index
            result.append(Track(labels: labels, stepCount: grid.count))
          }
          ofValue[value.bitPattern] = index
        }
        result[index][step] = .float((result[index].float(step) ?? 0) + 1)
      }
    }
    return result
  }
}
