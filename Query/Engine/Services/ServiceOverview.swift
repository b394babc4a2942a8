package import Rollups
package import TelemetryModel

/// What is known of one service in a range of time.
package struct ServiceOverview: Sendable {
  /// The range of the query, rounded outwards to whole minutes: what figures are about.
  package var minutes: ClosedRange<Minute>
  package var stepMinutes: Int?
  /// What others asked of the service: its server and consumer spans. `nil` when there are none.
  package var requests: RedPoint?
  /// The same step by step.
  package var points: [RedPoint]
  /// By operation and kind, over the whole range, by falling number of calls.
  package var operations: [RedGroup]
  /// How many operations there are, listed or not.
  package var operationCount: Int
  /// By falling number of calls.
  package var callers: [Dependency]
  package var callees: [Dependency]
  package var versions: ServiceVersions
  /// The newest first.
  package var errors: [ServiceFailure]
  /// Log records by severity; copies that were sent again and not merged yet count as well.
  package var logCounts: [SeverityNumber: Int]
  /// Damaged rollups and segments that the figures leave out.
  package var damagedCount: Int
}

/// Which versions of a service sent spans.
package struct ServiceVersions: Sendable {
  package struct Version: Sendable, Equatable {
    /// `service.version` of the resource.
    package let text: String
    package internal(set) var spanCount: Int
    /// When the first and the last of its spans started, within the range of the query.
    package internal(set) var first: Timestamp
    package internal(set) var last: Timestamp
  }

  /// By their first spans, the newest first.
  package internal(set) var versions: [Version] = []
  /// Whether all spans of the range were looked at, and not only the newest `QueryLimits.versionSpanCount` or so.
  package internal(set) var isComplete = true
}

/// A trace in which a service failed.
package struct ServiceFailure: Sendable {
  package let traceID: TraceID
  /// The newest span of the service in it that failed.
  package let spanID: SpanID
  package let start: Timestamp
  package let durationNanoseconds: UInt64
  package let operation: String
  package let kind: SpanKind
  /// The type of the exception, else `error.type`; `nil` when the span has neither.
  package let type: String?
  /// The message of the status, else that of the exception; `nil` when the span has neither.
  package let message: String?
  package let httpStatus: Int64?
}
