/// A source of series that also tells what series there are: what the Prometheus HTTP API asks besides queries.
///
/// Calls block their thread. Ranges are in milliseconds since 1970. Each list of matchers stands for the series that
/// fulfil all of it, several lists for those that fulfil any of them, and no list for all series.
package protocol MetricSource: SeriesSource {
  /// The series with samples in a range, each once, in any order; `tooManySeries(limit:)` beyond the limit.
  func labelSets(
    matching selectors: [[LabelMatcher]], in range: ClosedRange<Int64>, limit: Int
  ) throws(PromQLError) -> [Labels]

  /// The names of the labels that such series have, `__name__` among them.
  func labelNames(
    matching selectors: [[LabelMatcher]], in range: ClosedRange<Int64>
  ) throws(PromQLError) -> Set<String>

  /// The values that such series have for a label.
  func labelValues(
    of name: String, matching selectors: [[LabelMatcher]], in range: ClosedRange<Int64>
  ) throws(PromQLError) -> Set<String>

  /// What is known of metrics, by name.
  func metadata() throws(PromQLError) -> [MetricMetadata]

  /// Exemplars of the series that match, by series.
  func exemplars(
    matching selectors: [[LabelMatcher]], in range: ClosedRange<Int64>, limit: Int
  ) throws(PromQLError) -> [SeriesExemplars]

  /// The same source, which says what it has to leave out.
  func reporting(to warnings: SourceWarnings) -> any MetricSource
}

extension PromQLError {
  package static func tooManySeries(limit: Int) -> PromQLError {
    PromQLError(.execution, "more than \(limit) series match; narrow the time range or the selectors")
  }
}

/// What a metric is and means.
package struct MetricMetadata: Hashable, Sendable {
  package enum Kind: String, Sendable {
    case counter, gauge, histogram, summary, unknown
  }

  /// Without the suffixes of histograms' series.
  package let name: String
  package let kind: Kind
  package let help: String
  package let unit: String

  package init(name: String, kind: Kind, help: String, unit: String = "") {
    self.name = name
    self.kind = kind
    self.help = help
    self.unit = unit
  }
}

/// Single events that stand for others of a series.
package struct SeriesExemplars: Sendable {
  package struct Exemplar: Sendable {
    /// `trace_id` and what else leads to the event.
    package let labels: Labels
    package let value: Double
    /// In milliseconds since 1970.
    package let time: Int64

    package init(labels: Labels, value: Double, time: Int64) {
      self.labels = labels
      self.value = value
      self.time = time
    }
  }

  package let labels: Labels
  /// By rising time.
  package let exemplars: [Exemplar]

  package init(labels: Labels, exemplars: [Exemplar]) {
    self.labels = labels
    self.exemplars = exemplars
  }
}
