import Foundation
import MetricSeries
import PromQL
import SegmentStore
import TelemetryModel
import TelemetryStorage

/// A store with points every 15 seconds, and questions to it.
final class MetricShop {
  private let folder: URL
  private let store: SegmentStore

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "skein-metrics-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    store = try SegmentStore.open(path: folder.appending(path: "store.db").path)
  }

  func close() {
    store.close()
    try? FileManager.default.removeItem(at: folder)
  }

  func append(_ points: [MetricPoint]) throws { try store.append([MetricBatch(points)]) }

  func merge() throws {
    var options = MaintenanceOptions()
    options.waitingSegmentCount = 1
    try store.maintenance(options).run()
  }

  var source: StoredMetricSeries { StoredMetricSeries(store, now: { MetricShop.time(100) }) }

  /// The answer to a query at a step, by the labels of its series.
  func instant(_ query: String, at step: Int) throws -> [String: Double] {
    try Self.instant(query, at: step, from: source)
  }

  static func instant(_ query: String, at step: Int, from source: some SeriesSource) throws -> [String: Double] {
    let time = StoredMetricSeriesTests.start + Int64(step) * 15_000
    guard case .vector(let samples) = try PromQLQuery(query).instant(at: time, from: source) else { return [:] }
    return Dictionary(
      uniqueKeysWithValues: samples.map { sample in
        guard case .float(let value) = sample.point.value else { return (sample.labels.description, Double.nan) }
        return (sample.labels.description == "{}" ? "" : sample.labels.description, value)
      })
  }

  // MARK: Points

  static func time(_ step: Double) -> Timestamp {
    Timestamp(nanoseconds: UInt64(StoredMetricSeriesTests.start + Int64(step * 15_000)) * 1_000_000)
  }

  static func point(
    _ name: String, _ type: MetricType, step: Int, _ value: MetricPoint.Value,
    temporality: AggregationTemporality = .cumulative
  ) -> MetricPoint {
    MetricPoint(
      Metric(name: name, type: type, temporality: temporality), time: time(Double(step)), startTime: time(-1),
      value: value)
  }

  static func gauge(_ name: String, host: String, step: Int, _ value: Double) -> MetricPoint {
    MetricPoint(
      Metric(name: name, type: .gauge), attributes: [Attribute("host", .string(host))], time: time(Double(step)),
      value: .double(value))
  }

  static func sum(
    _ name: String, step: Int, _ value: Double, startStep: Double = -1,
    temporality: AggregationTemporality = .cumulative
  ) -> MetricPoint {
    MetricPoint(
      Metric(name: name, type: .sum, temporality: temporality, isMonotonic: true), time: time(Double(step)),
      startTime: time(startStep), value: .double(value))
  }
}
