package import Rollups
package import TelemetryModel
package import TelemetryStorage

/// A question about rates, errors and durations of spans.
package struct RedQuery: Equatable, Sendable {
  package var service: String?
  package var operation: String?
  /// Of these kinds; without any, of all.
  package var kinds: Set<SpanKind>
  /// What else a span has to fulfil to be counted.
  package var filter: SpanCondition?
  /// Without any, all spans are one group.
  package var grouping: Set<RedDimension>
  /// When spans started. Rounded outwards to whole minutes, since rollups know no smaller ones; see `minutes`.
  package var timeRange: TimeRange
  /// How many minutes a point stands for; `nil` for one point over the whole range.
  package var stepMinutes: Int?
  /// How many minutes a point looks back from the end of its step; `nil` for the step alone. Spans count in several
  /// points then. Only from rollups.
  package var windowMinutes: Int?
  /// Each 0 to 1.
  package var quantiles: [Double]
  package var wantsExemplars: Bool

  package init(
    service: String? = nil, operation: String? = nil, kinds: Set<SpanKind> = [], filter: SpanCondition? = nil,
    grouping: Set<RedDimension> = [], timeRange: TimeRange, stepMinutes: Int? = nil, windowMinutes: Int? = nil,
    quantiles: [Double] = [], wantsExemplars: Bool = false
  ) {
    self.service = service
    self.operation = operation
    self.kinds = kinds
    self.filter = filter
    self.grouping = grouping
    self.timeRange = timeRange
    self.stepMinutes = stepMinutes
    self.windowMinutes = windowMinutes
    self.quantiles = quantiles
    self.wantsExemplars = wantsExemplars
  }

  /// The minutes that the answer is about.
  ///
  /// Where steps are whole hours and the range is long, it begins at the full hour: a few rollups by hours are read then
  /// instead of many by minutes. Its end is left alone, for a last step that reached beyond now would have a lower rate.
  package var minutes: ClosedRange<Minute> {
    let minutes = ClosedRange<Minute>(touching: timeRange)
    let hour = RollupResolution.hour
    guard let stepMinutes, stepMinutes > 0, stepMinutes.isMultiple(of: Int(hour.minuteCount)), windowMinutes == nil,
      Int(minutes.upperBound - minutes.lowerBound) + 1 >= QueryLimits.hourGridMinuteCount
    else { return minutes }
    return hour.start(of: minutes.lowerBound)...minutes.upperBound
  }

  /// Whether rollups cannot tell what is asked for.
  package var asksSpans: Bool { filter != nil || grouping.contains { !$0.isInRollups } }

  /// What is asked of one span; the cheapest questions come first.
  var condition: SpanCondition {
    var conditions: [SpanCondition] = []
    if let service { conditions.append(.service(service)) }
    let range = TimeRange(minutes)
    if range != .all { conditions.append(.start(range)) }
    if let operation { conditions.append(.operation(operation)) }
    if !kinds.isEmpty { conditions.append(.any(kinds.map(SpanCondition.kind))) }
    if let filter { conditions.append(filter) }
    return .all(conditions)
  }
}
