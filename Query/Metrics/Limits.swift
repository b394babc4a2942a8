/// The limits of metrics as Prometheus' series, in one place.
package enum MetricSeriesLimits {
  /// How many buckets a sum of two exponential histograms may have on each side. Beyond, it becomes coarser; a histogram
  /// that would still have more begins anew. SDKs keep to 160.
  package static let bucketCount = 10_000

  /// How far apart the samples of `target_info` may be, in milliseconds: half of Prometheus' look-back.
  package static let targetInfoMilliseconds: Int64 = 150_000

  /// How long one selector may read stored points; then the query fails with a timeout.
  package static let timeout = Duration.seconds(60)

  /// How many points one question for exemplars reads; with more it fails like a query with too many samples.
  package static let exemplarPointCount = 5_000_000

  /// How much later than an exemplar the point that carries it may be, in milliseconds. SDKs export every minute.
  package static let exemplarLagMilliseconds: Int64 = 120_000

  /// Metadata are of metrics that had points in so many milliseconds: a day.
  package static let metadataMilliseconds: Int64 = 86_400_000

  /// Of how many metrics there are metadata; others are left out.
  package static let metadataCount = 10_000
}
