package import TelemetryModel
package import TelemetryStorage

/// A search for log records: all of it must hold on each of them.
package struct LogQuery: Sendable {
  /// Of the effective time: when it happened, else when it was first seen.
  package var times = TimeRange.all
  package var service: String?
  /// Only records that are at least this severe; `unspecified` stands for any.
  package var leastSeverity = SeverityNumber.unspecified
  /// By field, or by attribute when the record's own field is empty.
  package var traceID: TraceID?
  package var spanID: SpanID?
  /// A business ID, or a trace ID in hexadecimal digits, which is the correlation ID of records without one.
  package var correlationID: String?
  /// Attributes of the record, its resource or its scope, by the texts of their values.
  package var attributes: [LogScanHint.AttributeText] = []
  /// Texts that the body holds as whole words. The case of ASCII letters does not matter. Found quickly: segments
  /// without the words are left out.
  package var phrases: [String] = []
  /// Texts that the body holds anywhere. The case of ASCII letters does not matter.
  package var texts: [String] = []
  package var expressions: [BodyExpression] = []
  package var order = LogOrder.newestFirst
  package var limit = LogLimit.default
  /// Where the previous page ended.
  package var after: LogPosition?

  package init() {}

  /// What a store can use to leave out segments.
  func hint(keys: CorrelationKeys) -> LogScanHint {
    var hint = LogScanHint()
    hint.times = times
    hint.service = service
    hint.leastSeverity = leastSeverity
    hint.traceIDs = traceID.map { [$0] }
    hint.correlationID = correlationID
    hint.correlationKeys = keys
    hint.attributes = attributes
    hint.bodyPhrases = phrases
    hint.bodyTexts = texts
    hint.bodyPatterns = expressions.map(\.pattern)
    if let after { hint.times = Self.range(hint.times, order, from: after.time) }
    return hint
  }

  /// What is left of a range from a moment on, in the order of the search.
  private static func range(_ range: TimeRange, _ order: LogOrder, from moment: Timestamp) -> TimeRange {
    let rest =
      switch order {
      case .newestFirst: TimeRange(start: .init(nanoseconds: 0), end: moment)
      case .oldestFirst: TimeRange(start: moment, end: .init(nanoseconds: .max))
      }
    // When the previous page ended beyond the range nothing is left, whatever is scanned.
    return rest.flatMap(range.intersection) ?? range
  }

  func validate() throws(QueryError) {
    guard attributes.count + phrases.count + texts.count + expressions.count <= QueryLimits.logConditionCount else {
      throw QueryError(.invalidQuery, "more than \(QueryLimits.logConditionCount) conditions on attributes and bodies")
    }
  }
}

/// How many records a search may return.
package struct LogLimit: Hashable, Sendable {
  package let count: Int

  /// `nil` unless `1...QueryLimits.logRecordCount` holds `count`.
  package init?(_ count: Int) {
    guard (1...QueryLimits.logRecordCount).contains(count) else { return nil }
    self.count = count
  }

  private init(unchecked count: Int) { self.count = count }

  package static let `default` = LogLimit(unchecked: 100)
}

/// A regular expression that a body matches somewhere.
package struct BodyExpression: Sendable, Hashable {
  package let source: String
  let pattern: Pattern

  package init(_ source: String) throws(PatternError) {
    // By itself first: what is no expression must not become one inside parentheses.
    _ = try Pattern(source)
    self.source = source
    pattern = try Pattern(".*(\(source)).*")
  }
}
