import TelemetryModel

/// What the parts of a metrics message take in a batch, in bytes; charged against the budget that all signals share
/// (`unfoldedByteCount`). Bucket counts and bounds are not charged: they take no more in memory than on the wire.
extension OTLPLimits {
  /// About what a metric takes, apart from its points.
  static let metricByteCount = 64

  /// About what a point takes in the columns, and in the side tables of its type.
  static func pointByteCount(_ type: MetricType) -> Int {
    let columnsByteCount = 48
    return switch type {
    case .gauge, .sum: columnsByteCount
    case .histogram: columnsByteCount + MemoryLayout<HistogramEntry>.stride
    case .exponentialHistogram: columnsByteCount + MemoryLayout<ExponentialHistogramEntry>.stride
    case .summary: columnsByteCount + MemoryLayout<SummaryEntry>.stride
    }
  }
}
