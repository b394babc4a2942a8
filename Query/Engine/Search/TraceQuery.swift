package import TelemetryModel
package import TelemetryStorage

/// A search for traces: all of it must hold on one span of a trace.
package struct TraceQuery: Equatable, Sendable {
  package var service: String?
  package var operation: String?
  package var kind: SpanKind?
  package var tags: [Tag]
  package var filters: [SpanFilter]
  package var durationNanoseconds: ClosedRange<UInt64>?
  /// When the span started.
  package var timeRange: TimeRange
  package var limit: TraceLimit

  package init(
    service: String? = nil, operation: String? = nil, kind: SpanKind? = nil, tags: [Tag] = [],
    filters: [SpanFilter] = [], durationNanoseconds: ClosedRange<UInt64>? = nil, timeRange: TimeRange = .all,
    limit: TraceLimit = .default
  ) {
    self.service = service
    self.operation = operation
    self.kind = kind
    self.tags = tags
    self.filters = filters
    self.durationNanoseconds = durationNanoseconds
    self.timeRange = timeRange
    self.limit = limit
  }

  /// What the query asks of one span; the cheapest questions come first.
  package var condition: SpanCondition {
    var conditions: [SpanCondition] = []
    if let service { conditions.append(.service(service)) }
    if timeRange != .all { conditions.append(.start(timeRange)) }
    if let operation { conditions.append(.operation(operation)) }
    if let kind { conditions.append(.kind(kind)) }
    if let durationNanoseconds { conditions.append(.duration(nanoseconds: durationNanoseconds)) }
    return .all(conditions + tags.map(\.condition) + filters.map(\.condition))
  }
}

/// How many traces a search may return.
package struct TraceLimit: Hashable, Sendable {
  package let count: Int

  /// `nil` unless `1...QueryLimits.traceCount` holds `count`.
  package init?(_ count: Int) {
    guard (1...QueryLimits.traceCount).contains(count) else { return nil }
    self.count = count
  }

  private init(unchecked count: Int) { self.count = count }

  package static let `default` = TraceLimit(unchecked: QueryLimits.defaultTraceCount)
}
