package import TelemetryModel

/// What a metrics message held.
package struct MetricDecodeResult: Sendable {
  /// The valid points, in the sender's order.
  package var batch: MetricBatch
  /// How many points were left out because they, or their metrics, are not valid.
  package var rejectedPointCount: Int
  /// Why the first of them was left out; empty when none was. Holds nothing that the sender wrote.
  package var rejectionMessage: String

  package init(batch: MetricBatch, rejectedPointCount: Int = 0, rejectionMessage: String = "") {
    self.batch = batch
    self.rejectedPointCount = rejectedPointCount
    self.rejectionMessage = rejectionMessage
  }
}

/// Why a point is rejected while the rest of its message is kept.
enum PointFault {
  case name, temporality, bounds, bucketCounts, totalCount

  var message: String {
    switch self {
    case .name: "a metric must have a name"
    case .temporality: "aggregation_temporality must be delta (1) or cumulative (2)"
    case .bounds: "explicit_bounds must rise strictly"
    case .bucketCounts: "bucket_counts must be one more than explicit_bounds, or both empty"
    case .totalCount: "count must be the sum of zero_count and all bucket_counts"
    }
  }
}
