/// The value of a histogram point as a batch holds it.
package struct HistogramEntry: Sendable, BitwiseCopyable {
  package var count: UInt64 = 0
  package var sum: Double?
  package var min: Double?
  package var max: Double?
  /// The code of its bounds in the batch's `bounds`.
  package var bounds: BoundsCode = 0
  package var buckets = BucketList.empty

  package init() {}
}

/// The value of an exponential histogram point as a batch holds it.
package struct ExponentialHistogramEntry: Sendable, BitwiseCopyable {
  package var count: UInt64 = 0
  package var sum: Double?
  package var min: Double?
  package var max: Double?
  package var scale: Int32 = 0
  package var zeroCount: UInt64 = 0
  package var zeroThreshold = 0.0
  package var positiveOffset: Int32 = 0
  package var positive = BucketList.empty
  package var negativeOffset: Int32 = 0
  package var negative = BucketList.empty

  package init() {}
}

/// The value of a summary point as a batch holds it.
package struct SummaryEntry: Sendable, BitwiseCopyable {
  package var count: UInt64 = 0
  package var sum = 0.0
  package var firstQuantile: UInt32 = 0
  package var quantileCount: UInt32 = 0

  package init() {}

  /// Where its quantiles are in the batch's `quantiles`.
  @inlinable
  package var quantileRange: Range<Int> { Int(firstQuantile)..<Int(firstQuantile) + Int(quantileCount) }
}

/// The value below which a share of all observations lies.
package struct QuantileValue: Hashable, Sendable, BitwiseCopyable {
  /// The share, 0 to 1.
  package var quantile: Double
  package var value: Double

  @inlinable
  package init(quantile: Double, value: Double) {
    self.quantile = quantile
    self.value = value
  }
}

/// An observation that stands for others of its point, as a batch holds it.
package struct ExemplarEntry: Sendable, BitwiseCopyable {
  package var time: Timestamp
  /// `none`, `int` or `double`.
  package var kind: PointKind
  package var value: UInt64
  /// `TraceID.invalid` when it belongs to no trace.
  package var traceID: TraceID
  package var spanID: SpanID
  /// The attributes that the series does not have.
  package var filteredAttributes: AttributeList

  package init(
    time: Timestamp, kind: PointKind, value: UInt64, traceID: TraceID, spanID: SpanID,
    filteredAttributes: AttributeList
  ) {
    self.time = time
    self.kind = kind
    self.value = value
    self.traceID = traceID
    self.spanID = spanID
    self.filteredAttributes = filteredAttributes
  }
}
