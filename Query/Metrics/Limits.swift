/// The limits of the translation to Prometheus' series, in one place.
package enum MetricSeriesLimits {
  /// How many buckets a sum of two exponential histograms may have on each side. Beyond, it becomes coarser; a histogram
  /// that would still have more begins anew. SDKs keep to 160.
  package static let bucketCount = 10_000

  /// How far apart the samples of `target_info` may be, in milliseconds: half of Prometheus' look-back.
  package static let targetInfoMilliseconds: Int64 = 150_000
}
