import QueryEngine
import Rollups
import TelemetryModel
import TelemetryStorage
import Testing

/// Rates, errors and durations, counted span by span.
enum PlainRed {
  private struct Key: Hashable {
    let labels: [String?]
    let minute: Minute
  }

  /// Asks in several ways and compares every figure.
  static func expect(_ engine: QueryEngine, _ spans: [Span], _ stage: String) throws {
    let start: UInt64 = 1_700_000_000_000_000_000
    let part = TimeRange(
      start: Timestamp(nanoseconds: start + 130_000_000_000), end: Timestamp(nanoseconds: start + 700_000_000_000))
    // From a full hour on, so that rollups by hours serve.
    let hours = TimeRange(
      start: Timestamp(nanoseconds: 1_699_999_200_000_000_000),
      end: Timestamp(nanoseconds: 1_699_999_200_000_000_000 + 3 * 3_600_000_000_000 - 1))
    let quantiles = [0, 0.5, 0.9, 0.95, 0.99, 1]
    for query in [
      RedQuery(timeRange: .all, quantiles: quantiles, wantsExemplars: true),
      RedQuery(grouping: [.service], timeRange: part ?? .all, stepMinutes: 1, quantiles: quantiles),
      RedQuery(grouping: [.service], timeRange: part ?? .all, stepMinutes: 4),
      RedQuery(
        grouping: [.operation], timeRange: hours ?? .all, stepMinutes: 60, quantiles: quantiles, wantsExemplars: true),
      RedQuery(grouping: [.status, .statusClass], timeRange: .all, quantiles: quantiles, wantsExemplars: true),
      RedQuery(service: "shop", kinds: [.server], grouping: [.operation], timeRange: part ?? .all, stepMinutes: 3),
      RedQuery(
        operation: "operation 1", grouping: [.service, .operation, .kind], timeRange: part ?? .all, stepMinutes: 5,
        quantiles: quantiles, wantsExemplars: true),
    ] {
      try expect(try engine.red(query), query, spans, stage)
    }
  }

  /// - Parameter isCounted: what the filter of the query says of a span.
  static func expect(
    _ answer: RedAnswer, _ query: RedQuery, _ spans: [Span], _ stage: String,
    where isCounted: (Span) -> Bool = { _ in true }
  ) throws {
    var groups: [Key: [Span]] = [:]
    for span in spans where isCounted(span) {
      let minute = Minute(span.startTime.nanoseconds / 60_000_000_000)
      guard query.minutes.contains(minute), query.service.map({ $0 == span.serviceText }) ?? true,
        query.operation.map({ $0 == span.name }) ?? true, query.kinds.isEmpty || query.kinds.contains(span.kind)
      else { continue }
      let first = query.minutes.lowerBound
      let step = Minute(answer.stepMinutes)
      let key = Key(
        labels: query.grouping.sorted().map(span.label), minute: first + (minute - first) / step * step)
      groups[key, default: []].append(span)
    }
    #expect(answer.damagedCount == 0)
    #expect(answer.groups.reduce(0) { $0 + $1.points.count } == groups.count, "\(stage)")
    for group in answer.groups {
      for point in group.points {
        let key = Key(labels: group.labels.map(\.text), minute: point.minute)
        expect(point, query, try #require(groups[key]), stage)
      }
    }
  }

  private static func expect(_ point: RedPoint, _ query: RedQuery, _ spans: [Span], _ stage: String) {
    let durations = spans.map { $0.endTime.nanoseconds - $0.startTime.nanoseconds }.sorted()
    #expect(point.count == UInt64(spans.count), "\(stage)")
    #expect(point.errorCount == UInt64(spans.count(where: \.isFailed)), "\(stage)")
    #expect(point.sumNanoseconds == durations.reduce(0) { $0 + UInt128($1) }, "\(stage)")
    #expect(point.minimumNanoseconds == durations.first && point.maximumNanoseconds == durations.last, "\(stage)")
    #expect(
      point.statusClassCounts == (0...5).map { digit in UInt64(spans.count { $0.statusClass == digit }) }, "\(stage)")
    #expect(point.quantilesNanoseconds.count == query.quantiles.count)
    for (fraction, found) in zip(query.quantiles, point.quantilesNanoseconds) {
      let rank = fraction * Double(durations.count - 1)
      let below = Int(rank)
      let lower = Double(durations[below])
      let exact = lower + (Double(durations[min(below + 1, durations.count - 1)]) - lower) * (rank - Double(below))
      #expect(abs(found - exact) <= exact * 0.011 + 0.5, "\(stage): quantile \(fraction) of \(durations.count)")
    }
    let places = [point.exemplars.slowest, point.exemplars.error, point.exemplars.typical].compactMap(\.self)
    #expect(query.wantsExemplars || places.isEmpty)
    for exemplar in places {
      #expect(
        spans.contains {
          $0.traceID == exemplar.traceID
            && $0.endTime.nanoseconds - $0.startTime.nanoseconds == exemplar.durationNanoseconds
        }, "\(stage)")
    }
    if let error = point.exemplars.error {
      #expect(spans.contains { $0.traceID == error.traceID && $0.isFailed }, "\(stage)")
    }
  }
}

extension Span {
  fileprivate var serviceText: String {
    guard case .string(let text) = resource.attributes.first(where: { $0.key == "service.name" })?.value else {
      return ""
    }
    return text
  }

  fileprivate func label(_ dimension: RedDimension) -> String? {
    switch dimension {
    case .service: serviceText
    case .operation: name
    case .kind: kind == .unspecified ? "unspecified" : kind.word
    case .status: status.code == .error ? "error" : status.code == .ok ? "ok" : "unset"
    case .statusClass: statusClass == 0 ? nil : "\(statusClass)xx"
    case .attribute(let key):
      (attributes + resource.attributes + scope.attributes).first { $0.key == key }.map { AttributeText.text($0.value) }
    case .resource(let key): resource.attributes.first { $0.key == key }.map { AttributeText.text($0.value) }
    }
  }

  fileprivate var httpStatus: Int64? {
    guard case .int(let status) = attributes.first(where: { $0.key == "http.response.status_code" })?.value else {
      return nil
    }
    return status
  }

  fileprivate var statusClass: Int { Int((httpStatus ?? 0) / 100) }

  fileprivate var isFailed: Bool {
    status.code == .error || attributes.contains { $0.key == "error.type" }
      || (kind == .server && (httpStatus ?? 0) >= 500)
  }
}
