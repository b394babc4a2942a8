package import TelemetryModel

/// One series of a metric as it was sent last.
public struct RecordedDataPoint: Sendable {
  public enum Value: Sendable, Hashable {
    case integer(Int64)
    case double(Double)
    case histogram(count: UInt64, sum: Double, bucketCounts: [UInt64], bounds: [Double])
  }

  /// A measurement and the span that it was made in.
  public struct Exemplar: Sendable, Hashable {
    public let value: Double
    public let traceID: String
    public let spanID: String
  }

  public let name: String
  public let unit: String
  public let attributes: [String: RecordedValue]
  public let value: Value
  public let exemplars: [Exemplar]

  package init?(_ point: MetricPoint) {
    name = point.metric.name
    unit = point.metric.unit
    attributes = .init(point.attributes)
    exemplars = point.exemplars.compactMap { exemplar in
      guard case .double(let value) = exemplar.value else { return nil }
      return Exemplar(value: value, traceID: exemplar.traceID.description, spanID: exemplar.spanID.description)
    }
    switch point.value {
    case .int(let number): value = .integer(number)
    case .double(let number): value = .double(number)
    case .histogram(let histogram):
      value = .histogram(
        count: histogram.count, sum: histogram.sum ?? 0, bucketCounts: histogram.bucketCounts, bounds: histogram.bounds)
    default: return nil
    }
  }
}
