package import Rollups
package import TelemetryModel

/// Rates, errors and durations by group and step.
package struct RedAnswer: Sendable {
  /// The range of the query, rounded outwards to whole minutes.
  package let minutes: ClosedRange<Minute>
  package let stepMinutes: Int
  /// By falling number of calls.
  package let groups: [RedGroup]
  /// Damaged rollups and segments whose spans are missing in the figures.
  package let damagedCount: Int
}

/// The figures of one service, operation and kind, as far as the query divides by them.
package struct RedGroup: Sendable {
  package let service: String?
  package let operation: String?
  package let kind: SpanKind?
  /// By rising time; steps without calls have none.
  package let points: [RedPoint]

  package var count: UInt64 { points.reduce(0) { $0 + $1.count } }
}

/// The figures of one step.
package struct RedPoint: Hashable, Sendable {
  /// The first minute of the step.
  package let minute: Minute
  /// How many minutes of the range lie in the step; the last one may be shorter.
  package let minuteCount: Int
  package let count: UInt64
  /// Calls that failed: status error, or an `error.type`, or an HTTP status of 500 or more at the server.
  package let errorCount: UInt64
  package let sumNanoseconds: UInt128
  package let minimumNanoseconds: UInt64
  package let maximumNanoseconds: UInt64
  /// For each one asked for, within 1.1 %.
  package let quantilesNanoseconds: [Double]
  /// Calls by the first digit of their HTTP status, 0 to 5; 0 stands for none.
  package let statusClassCounts: [UInt64]
  /// Empty unless asked for. Not every step has them: see `RollupLimits.spansPerExemplar`.
  package let exemplars: Exemplars

  /// Calls a second, over the whole step.
  package var rate: Double { Double(count) / Double(minuteCount * 60) }

  package var meanNanoseconds: Double { Double(sumNanoseconds) / Double(count) }
}
