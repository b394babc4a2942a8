/// What the points of one metric share, materialised.
package struct Metric: Hashable, Sendable {
  package var name: String
  package var description: String
  package var unit: String
  package var type: MetricType
  package var temporality: AggregationTemporality
  package var isMonotonic: Bool
  package var metadata: [Attribute]
  package var resource: Resource
  package var scope: InstrumentationScope

  package init(
    name: String, description: String = "", unit: String = "", type: MetricType = .gauge,
    temporality: AggregationTemporality = .unspecified, isMonotonic: Bool = false, metadata: [Attribute] = [],
    resource: Resource = Resource(), scope: InstrumentationScope = InstrumentationScope()
  ) {
    self.name = name
    self.description = description
    self.unit = unit
    self.type = type
    self.temporality = temporality
    self.isMonotonic = isMonotonic
    self.metadata = metadata
    self.resource = resource
    self.scope = scope
  }
}

/// One row of a `MetricBatch`, materialised: for tests, analyses and people, never for the hot path.
///
/// Holds every field that OTLP carries for a point, its metric, resource and scope included.
package struct MetricPoint: Hashable, Sendable {
  package var metric: Metric
  package var attributes: [Attribute]
  package var time: Timestamp
  package var startTime: Timestamp
  package var flags: UInt32
  package var value: Value
  package var exemplars: [Exemplar]

  package init(
    _ metric: Metric, attributes: [Attribute] = [], time: Timestamp, startTime: Timestamp = Timestamp(nanoseconds: 0),
    flags: UInt32 = 0, value: Value, exemplars: [Exemplar] = []
  ) {
    self.metric = metric
    self.attributes = attributes
    self.time = time
    self.startTime = startTime
    self.flags = flags
    self.value = value
    self.exemplars = exemplars
  }

  package enum Value: Hashable, Sendable {
    case none
    case int(Int64)
    case double(Double)
    case histogram(Histogram)
    case exponentialHistogram(ExponentialHistogram)
    case summary(Summary)
  }

  /// Observations counted between explicit bounds.
  package struct Histogram: Hashable, Sendable {
    package var count: UInt64
    package var sum: Double?
    package var min: Double?
    package var max: Double?
    /// One more than there are bounds, or none.
    package var bucketCounts: [UInt64]
    package var bounds: [Double]

    package init(
      count: UInt64, sum: Double? = nil, min: Double? = nil, max: Double? = nil, bucketCounts: [UInt64] = [],
      bounds: [Double] = []
    ) {
      self.count = count
      self.sum = sum
      self.min = min
      self.max = max
      self.bucketCounts = bucketCounts
      self.bounds = bounds
    }
  }

  /// Observations counted in buckets that grow by the factor 2^(2^-scale).
  package struct ExponentialHistogram: Hashable, Sendable {
    package struct Buckets: Hashable, Sendable {
      /// Bucket 0 of `counts` holds what is greater than factor^offset and at most factor^(offset + 1).
      package var offset: Int32
      package var counts: [UInt64]

      package init(offset: Int32 = 0, counts: [UInt64] = []) {
        self.offset = offset
        self.counts = counts
      }
    }

    package var count: UInt64
    package var sum: Double?
    package var min: Double?
    package var max: Double?
    package var scale: Int32
    package var zeroCount: UInt64
    package var zeroThreshold: Double
    package var positive: Buckets
    package var negative: Buckets

    package init(
      count: UInt64, sum: Double? = nil, min: Double? = nil, max: Double? = nil, scale: Int32 = 0,
      zeroCount: UInt64 = 0, zeroThreshold: Double = 0, positive: Buckets = Buckets(), negative: Buckets = Buckets()
    ) {
      self.count = count
      self.sum = sum
      self.min = min
      self.max = max
      self.scale = scale
      self.zeroCount = zeroCount
      self.zeroThreshold = zeroThreshold
      self.positive = positive
      self.negative = negative
    }
  }

  /// Quantiles that the sender computed.
  package struct Summary: Hashable, Sendable {
    package var count: UInt64
    package var sum: Double
    package var quantiles: [QuantileValue]

    package init(count: UInt64, sum: Double, quantiles: [QuantileValue] = []) {
      self.count = count
      self.sum = sum
      self.quantiles = quantiles
    }
  }

  /// An observation that stands for others of its point.
  package struct Exemplar: Hashable, Sendable {
    package enum Value: Hashable, Sendable {
      case none
      case int(Int64)
      case double(Double)
    }

    package var time: Timestamp
    package var value: Value
    package var traceID: TraceID
    package var spanID: SpanID
    package var filteredAttributes: [Attribute]

    package init(
      time: Timestamp, value: Value, traceID: TraceID = .invalid, spanID: SpanID = .none,
      filteredAttributes: [Attribute] = []
    ) {
      self.time = time
      self.value = value
      self.traceID = traceID
      self.spanID = spanID
      self.filteredAttributes = filteredAttributes
    }
  }
}
