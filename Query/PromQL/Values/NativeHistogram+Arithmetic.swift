extension NativeHistogram {
  func scaled(by factor: Double) -> NativeHistogram {
    mapCounts { $0 * factor }
  }

  func divided(by divisor: Double) -> NativeHistogram {
    mapCounts { $0 / divisor }
  }

  private func mapCounts(_ change: (Double) -> Double) -> NativeHistogram {
    var result = self
    result.count = change(count)
    result.sum = change(sum)
    result.zeroCount = change(zeroCount)
    result.positive.counts = positive.counts.map(change)
    result.negative.counts = negative.counts.map(change)
    return result
  }

  func adding(_ other: NativeHistogram) -> NativeHistogram { combined(with: other, sign: 1) }

  func subtracting(_ other: NativeHistogram) -> NativeHistogram { combined(with: other, sign: -1) }

  /// In the coarser schema and with the wider bucket of zero of the two.
  private func combined(with other: NativeHistogram, sign: Double) -> NativeHistogram {
    var schema = min(self.schema, other.schema)
    while true {
      var left = reduced(to: schema)
      var right = other.reduced(to: schema)
      let threshold = max(left.zeroThreshold, right.zeroThreshold)
      left.widenZero(to: threshold)
      right.widenZero(to: threshold)
      if let positive = Buckets.sum(left.positive, right.positive, sign: sign),
        let negative = Buckets.sum(left.negative, right.negative, sign: sign)
      {
        left.positive = positive
        left.negative = negative
        left.count += sign * right.count
        left.sum += sign * right.sum
        left.zeroCount += sign * right.zeroCount
        return left
      }
      // At the coarsest schema all numbers fit into fewer buckets than the limit, so that this ends.
      schema -= 1
    }
  }

  /// Merges neighbouring buckets until the histogram has a coarser schema.
  func reduced(to schema: Int) -> NativeHistogram {
    guard schema < self.schema else { return self }
    var result = self
    result.schema = schema
    result.positive = positive.merged(by: self.schema - schema)
    result.negative = negative.merged(by: self.schema - schema)
    return result
  }

  /// Moves buckets that begin within the new threshold into the bucket of zero.
  private mutating func widenZero(to threshold: Double) {
    guard threshold > zeroThreshold else { return }
    zeroThreshold = threshold
    for side in [\NativeHistogram.positive, \NativeHistogram.negative] {
      var moved = 0
      while moved < self[keyPath: side].counts.count, bound(self[keyPath: side].offset + moved - 1) < threshold {
        zeroCount += self[keyPath: side].counts[moved]
        moved += 1
      }
      self[keyPath: side].counts.removeFirst(moved)
      self[keyPath: side].offset += moved
    }
  }
}

extension NativeHistogram.Buckets {
  /// `nil` if the sum would reach over too many buckets.
  fileprivate static func sum(_ left: Self, _ right: Self, sign: Double) -> Self? {
    if right.counts.isEmpty { return left }
    let start = left.counts.isEmpty ? right.offset : min(left.offset, right.offset)
    let end =
      left.counts.isEmpty
      ? right.offset + right.counts.count : max(left.offset + left.counts.count, right.offset + right.counts.count)
    guard end - start <= PromQLLimits.bucketCount else { return nil }
    var counts = Array(repeating: 0.0, count: end - start)
    for (index, count) in left.counts.enumerated() { counts[left.offset - start + index] = count }
    for (index, count) in right.counts.enumerated() { counts[right.offset - start + index] += sign * count }
    return Self(offset: start, counts: counts)
  }

  /// Bucket `i` goes into bucket `ceil(i / 2^steps)`.
  fileprivate func merged(by steps: Int) -> Self {
    guard !counts.isEmpty else { return self }
    func target(_ index: Int) -> Int { ((index - 1) >> steps) + 1 }
    let first = target(offset)
    var result = Array(repeating: 0.0, count: target(offset + counts.count - 1) - first + 1)
    for (index, count) in counts.enumerated() { result[target(offset + index) - first] += count }
    return Self(offset: first, counts: result)
  }
}

extension NativeHistogram {
  /// Whether a later histogram of the same series must have begun anew: something in it is less than it was.
  func isReset(after previous: NativeHistogram) -> Bool {
    if count < previous.count || schema > previous.schema || zeroThreshold < previous.zeroThreshold { return true }
    let growth = subtracting(previous)
    return growth.zeroCount < 0 || growth.positive.counts.contains { $0 < 0 }
      || growth.negative.counts.contains { $0 < 0 }
  }
}
