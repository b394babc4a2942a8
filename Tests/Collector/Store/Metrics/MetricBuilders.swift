import SegmentStore
import TelemetryModel
import TelemetryStorage
import TestSupport

extension MetricStoreTests {
  static func time(_ step: UInt64) -> Timestamp {
    Timestamp(nanoseconds: 1_700_000_000_000_000_000 + step * 1_000_000_000)
  }
}

func gauge(_ name: String, _ step: UInt64) -> MetricPoint {
  gauge(name, at: MetricStoreTests.time(step), Double(step) / 2)
}

func gauge(_ name: String, at time: Timestamp, _ value: Double) -> MetricPoint {
  MetricPoint(
    Metric(name: name, type: .gauge, resource: Resource(attributes: [Attribute("service.name", .string("shop"))])),
    attributes: [Attribute("host", .string("h1"))], time: time, value: .double(value))
}

extension MetricBatch {
  /// What its rows hold, in an order that follows from it.
  var orderedForComparison: [String] { (0..<count).map { "\(content(of: $0))" }.sorted() }
}

extension SegmentStore {
  /// Everything that a scan finds.
  func points() throws -> MetricBatch {
    var all = MetricBatch()
    try scanMetrics(.all) { (portion) throws(StoreError) in
      all.append(contentsOf: try portion.load())
      return .continue
    }
    return all
  }
}

extension MaintenanceScript {
  /// From the earliest to the latest point of the segment that reaches furthest, in seconds.
  func longestSegmentSeconds(_ store: SegmentStore) throws -> UInt64 {
    var longest: UInt64 = 0
    try store.scanMetrics(.all) { (portion) throws(StoreError) in
      longest = max(longest, (portion.times.end.nanoseconds - portion.times.start.nanoseconds) / 1_000_000_000)
      return .continue
    }
    return longest
  }
}
