/// A native (exponential) histogram, at one moment.
///
/// Buckets grow by the factor 2^(2^-schema). Bucket `i` holds what is greater than factor^(i-1) and at most factor^i, as
/// in Prometheus; OTLP counts its buckets from one less.
package struct NativeHistogram: Sendable, Hashable {
  /// Neighbouring buckets, from `offset` on.
  package struct Buckets: Sendable, Hashable {
    package var offset: Int
    package var counts: [Double]

    package init(offset: Int = 0, counts: [Double] = []) {
      self.offset = offset
      self.counts = counts
    }
  }

  package static let schemas = -4...8

  package internal(set) var schema: Int
  package internal(set) var count: Double
  package internal(set) var sum: Double
  /// What lies at most this far from zero is in the bucket of zero.
  package internal(set) var zeroThreshold: Double
  package internal(set) var zeroCount: Double
  package internal(set) var positive: Buckets
  /// By their distance from zero.
  package internal(set) var negative: Buckets

  /// `nil` if the schema is none, or buckets lie where no number does. Schemas above 8 are merged down to 8 by the
  /// caller; OTLP knows them, Prometheus does not.
  package init?(
    schema: Int, count: Double, sum: Double, zeroThreshold: Double = 0, zeroCount: Double = 0,
    positive: Buckets = Buckets(), negative: Buckets = Buckets()
  ) {
    guard Self.schemas.contains(schema), zeroThreshold >= 0 else { return nil }
    // Numbers reach from 2^-1074 to 2^1024.
    let limit = 1_100 << max(schema, 0)
    for buckets in [positive, negative] {
      guard buckets.counts.count <= PromQLLimits.bucketCount, abs(buckets.offset.clampedToInt32) <= limit,
        buckets.offset + buckets.counts.count <= limit
      else { return nil }
    }
    self.schema = schema
    self.count = count
    self.sum = sum
    self.zeroThreshold = zeroThreshold
    self.zeroCount = zeroCount
    self.positive = positive
    self.negative = negative
  }

  /// The upper bound of a bucket of positive numbers.
  func bound(_ index: Int) -> Double {
    schema >= 0
      ? MathFunctions.power(2, Double(index) / Double(1 << schema)) : MathFunctions.power(2, Double(index << -schema))
  }
}

extension Int {
  fileprivate var clampedToInt32: Int { Swift.min(Swift.max(self, -(1 << 31)), 1 << 31) }
}

extension NativeHistogram {
  /// One bucket with its bounds.
  package struct Bucket: Sendable, Hashable {
    package let lower: Double
    package let upper: Double
    package let count: Double
    /// Whether the bounds belong to the bucket.
    package let includesLower: Bool
    package let includesUpper: Bool
  }

  /// The buckets that hold anything, in rising order.
  package var buckets: [Bucket] {
    var result: [Bucket] = []
    for index in negative.counts.indices.reversed() where negative.counts[index] != 0 {
      let upper = negative.offset + index
      result.append(
        Bucket(
          lower: -bound(upper), upper: -bound(upper - 1), count: negative.counts[index], includesLower: true,
          includesUpper: false))
    }
    if zeroCount != 0 {
      result.append(
        Bucket(
          lower: -zeroThreshold, upper: zeroThreshold, count: zeroCount, includesLower: true, includesUpper: true))
    }
    for index in positive.counts.indices where positive.counts[index] != 0 {
      let upper = positive.offset + index
      result.append(
        Bucket(
          lower: bound(upper - 1), upper: bound(upper), count: positive.counts[index], includesLower: false,
          includesUpper: true))
    }
    return result
  }
}
