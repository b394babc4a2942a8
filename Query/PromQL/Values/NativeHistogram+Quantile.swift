extension NativeHistogram {
  /// The value below which the share `quantile` of all observations lies, interpolated linearly within its bucket.
  func quantile(_ quantile: Double) -> Double {
    if quantile < 0 { return -.infinity }
    if quantile > 1 { return .infinity }
    let buckets = buckets
    guard count != 0, !quantile.isNaN, var bucket = buckets.first else { return .nan }
    var rank = quantile * count
    var seen = 0.0
    for next in buckets {
      bucket = next
      seen += next.count
      if seen >= rank { break }
    }
    let (lower, upper) = sharpened(bucket)
    seen = min(seen, count)
    // What was observed beyond all buckets, such as NaN.
    guard seen >= rank else { return upper }
    rank -= seen - bucket.count
    return lower + (upper - lower) * (rank / bucket.count)
  }

  /// The share of observations between two values.
  func fraction(from lower: Double, to upper: Double) -> Double {
    guard count != 0, !lower.isNaN, !upper.isNaN else { return .nan }
    if lower >= upper { return 0 }
    let buckets = buckets
    return (rank(of: upper, in: buckets) - rank(of: lower, in: buckets)) / count
  }

  /// How many observations lie below a value.
  private func rank(of value: Double, in buckets: [Bucket]) -> Double {
    var rank = 0.0
    for bucket in buckets {
      let (lower, upper) = sharpened(bucket)
      if value >= upper {
        rank += bucket.count
      } else {
        if value > lower { rank += bucket.count * (value - lower) / (upper - lower) }
        break
      }
    }
    return min(rank, count)
  }

  /// The bounds of a bucket; the bucket of zero has one side only where all observations have the same sign.
  private func sharpened(_ bucket: Bucket) -> (lower: Double, upper: Double) {
    guard bucket.lower < 0, bucket.upper > 0 else { return (bucket.lower, bucket.upper) }
    if negative.counts.isEmpty, !positive.counts.isEmpty { return (0, bucket.upper) }
    if positive.counts.isEmpty, !negative.counts.isEmpty { return (bucket.lower, 0) }
    return (bucket.lower, bucket.upper)
  }
}
