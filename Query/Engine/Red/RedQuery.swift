package import Rollups
package import TelemetryModel
package import TelemetryStorage

/// A question about rates, errors and durations of spans.
package struct RedQuery: Hashable, Sendable {
  /// What answers may be divided by.
  package enum Dimension: String, Sendable, CaseIterable {
    case service
    case operation
    case kind
  }

  package var service: String?
  package var operation: String?
  package var kind: SpanKind?
  /// Without any, all spans are one group.
  package var grouping: Set<Dimension>
  /// When spans started. Rounded outwards to whole minutes, since rollups know no smaller ones.
  package var timeRange: TimeRange
  /// How many minutes a point stands for; `nil` for one point over the whole range.
  package var stepMinutes: Int?
  /// Each 0 to 1.
  package var quantiles: [Double]
  package var wantsExemplars: Bool

  package init(
    service: String? = nil, operation: String? = nil, kind: SpanKind? = nil, grouping: Set<Dimension> = [],
    timeRange: TimeRange, stepMinutes: Int? = nil, quantiles: [Double] = [], wantsExemplars: Bool = false
  ) {
    self.service = service
    self.operation = operation
    self.kind = kind
    self.grouping = grouping
    self.timeRange = timeRange
    self.stepMinutes = stepMinutes
    self.quantiles = quantiles
    self.wantsExemplars = wantsExemplars
  }

  /// The minutes that the answer is about.
  package var minutes: ClosedRange<Minute> { ClosedRange(touching: timeRange) }
}
