import Foundation
import PromQL
import QueryEngine
import Rollups
import SpanSeries
import TelemetryModel
import TelemetryStorage
import TestSupport

/// Spans of three services that call each other for an hour and a half, with busy minutes and idle ones.
struct SpanShop {
  /// In milliseconds, a full minute that is no full hour.
  static let start: Int64 = 1_700_000_040_000
  static let minuteCount = 93

  let spans: [Span]
  let rollups: MadeRollups

  init(seed: UInt64, count: Int) {
    var generator = SeededGenerator(seed: seed)
    var spans: [Span] = []
    while spans.count < count {
      let trace = UInt64(spans.count + 1)
      // Few fall into some minutes, and the second half hour is idle.
      let minute = UInt64.random(in: 0..<UInt64(Self.minuteCount), using: &generator)
      if (30..<55).contains(minute) { continue }
      let offset = minute * 60_000 + UInt64.random(in: 0..<60_000, using: &generator)
      let kinds: [(SpanKind, Int)] = [(.server, 0), (.client, 0), (.server, 1), (.internal, 2)]
      for (index, kind) in kinds.enumerated() {
        let isError = UInt64.random(in: 0..<7, using: &generator) == 0
        spans.append(
          .stub(
            traceID: TraceID(high: 1, low: trace), spanID: SpanID(rawValue: trace * 8 + UInt64(index)),
            parentSpanID: SpanID(rawValue: index == 0 ? 0 : trace * 8 + UInt64(index - 1)),
            name: "operation \(UInt64.random(in: 0..<3, using: &generator))", kind: kind.0,
            start: (UInt64(Self.start) + offset) * 1_000_000,
            durationNanoseconds: UInt64(exp2(Double.random(in: 14...34, using: &generator))), attributes: [],
            status: SpanStatus(isError ? .error : .unset), service: "service \(kind.1)"))
      }
    }
    self.spans = spans
    rollups = MadeRollups(spans)
  }

  var engine: QueryEngine { QueryEngine(source: NoSpans(), rollups: rollups) }

  var source: SpanSeriesSource { SpanSeriesSource(rollups) { Timestamp(nanoseconds: 1_800_000_000_000_000_000) } }

  func red(by grouping: Set<RedDimension>, _ minutes: Range<Int>) throws -> RedAnswer {
    let first = UInt64(Self.start) * 1_000_000
    let bounds = (minutes.lowerBound, minutes.upperBound)
    let range = TimeRange(
      start: Timestamp(nanoseconds: first + UInt64(bounds.0) * 60_000_000_000),
      end: Timestamp(nanoseconds: first + UInt64(bounds.1) * 60_000_000_000 - 1))
    return try engine.red(RedQuery(grouping: grouping, timeRange: range ?? .all))
  }

  /// The values of an instant vector by those of its labels, which stand in the order of their names.
  func instant(_ query: String, at time: Int64) throws -> [String: Double] {
    guard case .vector(let samples) = try PromQLQuery(query).instant(at: time, from: source) else { return [:] }
    var values: [String: Double] = [:]
    for sample in samples {
      guard case .float(let value) = sample.point.value else { continue }
      values[sample.labels.labels.map(\.value).joined(separator: " ")] = value
    }
    return values
  }
}

extension PromQLAnswer {
  /// The floats of the first series.
  var values: [Double] {
    guard case .matrix(let series) = self, let points = series.first?.points else { return [] }
    return points.compactMap { point in
      if case .float(let value) = point.value { value } else { nil }
    }
  }
}

/// Rollups of a few parts of the spans.
struct MadeRollups: RollupSource {
  private let columns: [RollupColumns]

  init(_ spans: [Span]) {
    columns = stride(from: 0, to: spans.count, by: 1_000).map { start in
      var builder = RollupBuilder()
      builder.add(SpanBatch(spans[start..<min(start + 1_000, spans.count)]))
      return RollupColumns(builder.finish())
    }
  }

  func rollups(
    in minutes: ClosedRange<Minute>, by resolution: RollupResolution,
    _ visit: (RollupColumns) throws(StoreError) -> ScanStep
  ) throws(StoreError) -> RollupCoverage {
    for column in columns {
      if try visit(column) == .stop { break }
    }
    return RollupCoverage()
  }
}

/// A source whose spans retention has removed.
private struct NoSpans: SpanSource {
  func trace(_ id: TraceID) throws(StoreError) -> SpanBatch { SpanBatch() }

  func operations() throws(StoreError) -> Set<ServiceOperation> { [] }

  func scan(_ hint: ScanHint, _ visit: (ScanPortion) throws(StoreError) -> ScanStep) throws(StoreError) {}
}
