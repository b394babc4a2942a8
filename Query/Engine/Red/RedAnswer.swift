package import Rollups
package import TelemetryModel

/// Rates, errors and durations by group and step.
package struct RedAnswer: Sendable {
  /// What figures were read from.
  package enum Source: String, Sendable {
    /// Figures by minute, which outlive the spans.
    case rollups
    /// The spans that are stored, one by one.
    case spans
  }

  package let source: Source
  /// The range of the query as it was answered, see `RedQuery.minutes`.
  package let minutes: ClosedRange<Minute>
  package let stepMinutes: Int
  /// By falling number of calls.
  package let groups: [RedGroup]
  /// Damaged rollups and segments whose spans are missing in the figures. Not known of spans: 0.
  package let damagedCount: Int
}

/// The figures of what has the same label in all dimensions of the query.
package struct RedGroup: Sendable {
  package struct Label: Hashable, Sendable {
    package let dimension: RedDimension
    /// `nil` for spans that have no such attribute, or no HTTP status.
    package let text: String?

    package init(_ dimension: RedDimension, _ text: String?) {
      self.dimension = dimension
      self.text = text
    }
  }

  /// By rising dimension.
  package let labels: [Label]
  /// By rising time; steps without calls have none.
  package let points: [RedPoint]

  package var count: UInt64 { points.reduce(0) { $0 + $1.count } }

  /// What the group has in a dimension; `nil` as well when the query does not divide by it.
  package func text(_ dimension: RedDimension) -> String? { labels.first { $0.dimension == dimension }?.text }
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

extension SpanKind {
  /// The word of the kind, and one for spans that have none.
  package var label: String { self == .unspecified ? "unspecified" : word }
}

extension SpanStatus.Code {
  /// The word of the status code, the number for one that OTLP does not define.
  package var label: String {
    switch self {
    case .unset: "unset"
    case .ok: "ok"
    case .error: "error"
    default: String(rawValue)
    }
  }
}

extension RedDimension {
  /// The label of a class of HTTP status.
  static func label(statusClass: UInt8) -> String? { statusClass == 0 ? nil : "\(statusClass)xx" }
}
