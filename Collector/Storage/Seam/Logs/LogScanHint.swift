package import TelemetryModel

/// What every record that a search wants has in common, so that a store can leave out segments by their summaries and
/// filters. Conditions that are absent hold for every record.
package struct LogScanHint: Sendable, Hashable {
  /// Of the effective time.
  package var times = TimeRange.all
  package var service: String?
  /// The least severe records that are wanted; `unspecified` stands for any, those with a number below 0 included.
  package var leastSeverity = SeverityNumber.unspecified
  /// By field, or by attribute when the record's own field is empty.
  package var traceIDs: Set<TraceID>?
  /// A business ID, or a trace ID in hexadecimal digits, which is the correlation ID of records without one.
  package var correlationID: String?
  /// Under which keys a record or its resource carries a business ID.
  package var correlationKeys = CorrelationKeys.standard
  /// Attributes of the record, its resource or its scope, by the texts of their values (`AttributeText`).
  package var attributes: [AttributeText] = []
  /// Texts that each body holds somewhere, the case of ASCII letters set aside.
  package var bodyTexts: [String] = []
  /// Texts that each body holds as whole words, the case of ASCII letters set aside.
  package var bodyPhrases: [String] = []
  /// Expressions that each body matches as a whole.
  package var bodyPatterns: [Pattern] = []

  package struct AttributeText: Sendable, Hashable {
    package let key: String
    package let text: String

    package init(key: String, text: String) {
      self.key = key
      self.text = text
    }
  }

  package init() {}

  /// The attributes of which a record or its resource has one at least if it carries the business ID; `nil` where that is
  /// not asked for.
  package var correlationChoice: ScanHint.AttributeChoice? {
    correlationID.flatMap { SpanCondition.correlationID($0, correlationKeys).requirements.attributes.first }
  }

  /// The exact attributes of which a record has one of each list at least, where they can be listed.
  package var attributeChoices: [ScanHint.AttributeChoice] {
    attributes.flatMap { SpanCondition.attribute(key: $0.key, text: $0.text, on: .all).requirements.attributes }
  }
}
