package import TelemetryModel

/// One series of a metric as it was sent last.
public struct RecordedDataPoint: Sendable {
  public enum Value: Sendable, Hashable {
    case integer(Int64)
    case double(Double)
    case histogram(count: UInt64, sum: Double, bucketCounts: [UInt64], bounds: [Double])
  }

  public let name: String
  public let unit: String
  public let attributes: [String: RecordedValue]
  public let value: Value

  package init?(_ point: MetricPoint) {
    name = point.metric.name
    unit = point.metric.unit
    attributes = .init(point.attributes)
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
