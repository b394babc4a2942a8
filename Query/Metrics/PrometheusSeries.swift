/// A label of a series.
package struct PrometheusLabel: Hashable, Sendable {
  package let name: String
  package let value: String

  package init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }

  /// The name of the label that holds the metric's name.
  package static let metricName = "__name__"
}

/// A series as PromQL knows it: no two of a source have the same labels.
package struct PrometheusSeries: Sendable {
  /// In the order of their names' bytes, none with an empty value, the metric's name among them.
  package var labels: [PrometheusLabel]
  /// In milliseconds since 1970, strictly rising.
  package var timestamps: [Int64] = []
  /// One for each timestamp. Where there is a histogram, the value has no meaning unless it is a stale marker.
  package var values: [Double] = []
  /// Empty if all samples are floats; else one for each timestamp.
  package var histograms: [PrometheusHistogram?] = []

  package init(labels: [PrometheusLabel]) { self.labels = labels }

  /// What Prometheus stores where a series has ended: one NaN of its own, told from others by its bits.
  package static let staleMarker = Double(bitPattern: 0x7FF0_0000_0000_0002)
}

/// A native histogram as Prometheus has it.
///
/// Buckets grow by the factor 2^(2^-schema). Bucket `i` holds what is greater than factor^(i-1) and at most factor^i.
package struct PrometheusHistogram: Hashable, Sendable {
  /// Neighbouring buckets, from `offset` on.
  package struct Buckets: Hashable, Sendable {
    package var offset: Int
    package var counts: [Double]

    package init(offset: Int = 0, counts: [Double] = []) {
      self.offset = offset
      self.counts = counts
    }
  }

  /// -4 to 8.
  package var schema: Int
  package var count: Double
  package var sum: Double
  package var zeroThreshold: Double
  package var zeroCount: Double
  package var positive: Buckets
  package var negative: Buckets

  package init(
    schema: Int, count: Double, sum: Double, zeroThreshold: Double = 0, zeroCount: Double = 0,
    positive: Buckets = Buckets(), negative: Buckets = Buckets()
  ) {
    self.schema = schema
    self.count = count
    self.sum = sum
    self.zeroThreshold = zeroThreshold
    self.zeroCount = zeroCount
    self.positive = positive
    self.negative = negative
  }
}
