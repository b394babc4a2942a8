/// How the points of a metric are to be read.
///
/// The raw values are part of the segment format and never change meaning.
package enum MetricType: UInt8, Sendable, BitwiseCopyable, CaseIterable {
  case gauge = 1
  case sum = 2
  case histogram = 3
  case exponentialHistogram = 4
  case summary = 5
}

/// What period the sums and counts of a point cover. The raw values are those of OTLP, and part of the segment format.
package enum AggregationTemporality: UInt8, Sendable, BitwiseCopyable, CaseIterable {
  /// Of gauges and summaries, for which it has no meaning.
  case unspecified = 0
  /// Since the point before.
  case delta = 1
  /// Since the start time, which many points share.
  case cumulative = 2
}

/// What the value of a point in a batch stands for. The raw values are part of the segment format.
package enum PointKind: UInt8, Sendable, BitwiseCopyable, CaseIterable {
  /// A number point without a number. Value 0.
  case none = 0
  /// Value: the two's complement bits.
  case int = 1
  /// Value: the IEEE 754 bits, so that every NaN survives.
  case double = 2
  /// Value: an index into the batch's `histograms`.
  case histogram = 3
  /// Value: an index into the batch's `exponentialHistograms`.
  case exponentialHistogram = 4
  /// Value: an index into the batch's `summaries`.
  case summary = 5

  /// Whether the points of a metric may be of this kind.
  @inlinable
  package func fits(_ type: MetricType) -> Bool {
    switch type {
    case .gauge, .sum: self == .none || self == .int || self == .double
    case .histogram: self == .histogram
    case .exponentialHistogram: self == .exponentialHistogram
    case .summary: self == .summary
    }
  }
}

/// The flags of a point, as OTLP defines them.
package enum PointFlags {
  /// The series is known to have no value now: what Prometheus calls a stale marker.
  package static let noRecordedValue: UInt32 = 1
}
