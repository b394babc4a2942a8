package import TelemetryModel

/// What every record that a search wants has in common, so that a store can leave out segments by their summaries and
/// filters. Conditions that are absent hold for every record.
package struct LogScanHint: Sendable, Hashable {
  /// Of the effective time.
  package var times = TimeRange.all
  package var service: String?
  /// The least severe records that are wanted.
  package var leastSeverity = SeverityNumber.unspecified
  /// By field, or by attribute when the record's own field is empty.
  package var traceID: TraceID?
  package var correlationID: String?
  /// Texts that each body holds somewhere, the case of ASCII letters set aside.
  package var bodyTexts: [String] = []

  package init() {}
}
