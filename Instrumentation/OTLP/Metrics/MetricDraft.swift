import TelemetryModel

/// The fields of the metric that is being read, its points and metadata apart.
struct MetricDraft {
  var name: StringCode = 0
  var description: StringCode = 0
  var unit: StringCode = 0
  /// `nil` as long as no data came.
  var type: MetricType?
  var temporality: Int32 = 0
  var isMonotonic = false

  /// Why no point of this metric can be kept, or `nil`.
  func fault(_ type: MetricType) -> PointFault? {
    if name == 0 { return .name }
    switch type {
    case .gauge, .summary: return nil
    case .sum, .histogram, .exponentialHistogram: return temporality == 1 || temporality == 2 ? nil : .temporality
    }
  }

  /// Other data replaces what was there, as with every `oneof`.
  mutating func begin(_ type: MetricType) {
    self.type = type
    temporality = 0
    isMonotonic = false
  }
}

/// The fields of the point that is being read, its attributes and exemplars apart.
///
/// Its lists are reused from point to point: reading one allocates nothing.
struct PointDraft: ~Copyable {
  var time: UInt64 = 0
  var startTime: UInt64 = 0
  var flags: UInt32 = 0

  // Number points
  var kind = PointKind.none
  var value: UInt64 = 0

  // Histograms and summaries
  var count: UInt64 = 0
  var sum: Double?
  var min: Double?
  var max: Double?
  var buckets = BucketDraft()
  var bounds: [Double] = []
  var quantiles: [QuantileValue] = []

  // Exponential histograms, whose positive buckets are in `buckets`
  var scale: Int32 = 0
  var zeroCount: UInt64 = 0
  var zeroThreshold = 0.0
  var positiveOffset: Int32 = 0
  var negativeOffset: Int32 = 0
  var negativeBuckets = BucketDraft()

  mutating func removeAll() {
    time = 0
    startTime = 0
    flags = 0
    kind = .none
    value = 0
    count = 0
    sum = nil
    min = nil
    max = nil
    buckets.removeAll()
    bounds.removeAll(keepingCapacity: true)
    quantiles.removeAll(keepingCapacity: true)
    scale = 0
    zeroCount = 0
    zeroThreshold = 0
    positiveOffset = 0
    negativeOffset = 0
    negativeBuckets.removeAll()
  }

  /// Why this point cannot be kept, or `nil`. O(bounds).
  func fault(_ type: MetricType) -> PointFault? {
    switch type {
    case .gauge, .sum, .summary: return nil
    case .histogram:
      guard buckets.count == bounds.count + 1 || buckets.count == 0 && bounds.isEmpty else { return .bucketCounts }
      for index in bounds.indices.dropFirst() where !(bounds[index - 1] < bounds[index]) { return .bounds }
      return bounds.count == 1 && bounds[0].isNaN ? .bounds : nil
    case .exponentialHistogram:
      let (observed, hasOverflown) = buckets.total.addingReportingOverflow(negativeBuckets.total)
      let (total, hasCarried) = observed.addingReportingOverflow(zeroCount)
      let isSum = !hasOverflown && !hasCarried && !buckets.hasOverflown && !negativeBuckets.hasOverflown
      return isSum && total == count ? nil : .totalCount
    }
  }
}

/// Bucket counts that are being read, as a batch holds them.
struct BucketDraft {
  private(set) var bytes: [UInt8] = []
  private(set) var count = 0
  private(set) var total: UInt64 = 0
  private(set) var hasOverflown = false

  @inline(__always)
  mutating func append(_ number: UInt64) {
    BucketCounts.append(number, to: &bytes)
    count += 1
    let (sum, overflow) = total.addingReportingOverflow(number)
    total = sum
    if overflow { hasOverflown = true }
  }

  mutating func removeAll() {
    if count == 0 { return }
    bytes.removeAll(keepingCapacity: true)
    count = 0
    total = 0
    hasOverflown = false
  }

  /// Copies the counts into a batch.
  func copy(into batch: inout MetricBatch) -> BucketList {
    if count == 0 { return .empty }
    let start = UInt32(batch.bucketBytes.count)
    batch.bucketBytes.append(contentsOf: bytes)
    return BucketList(start: start, end: UInt32(batch.bucketBytes.count))
  }
}

/// The fields of the exemplar that is being read, its attributes apart.
struct ExemplarDraft {
  var time: UInt64 = 0
  var kind = PointKind.none
  var value: UInt64 = 0
  /// `TraceID.invalid` when the sender's bytes are no trace ID: the exemplar then belongs to no trace.
  var traceID = TraceID.invalid
  var spanID = SpanID.none
}
