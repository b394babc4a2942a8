/// Where series come from.
package protocol SeriesSource: Sendable {
  /// The series that match, each with its samples in the range, stale markers among them.
  ///
  /// No two have the same labels. Times are in milliseconds since 1970. Series without samples in the range may be left
  /// out. At most `sampleLimit` samples are of use; a source throws `PromQLError.tooManySamples(limit:)` rather than to
  /// read many more.
  func series(
    matching matchers: [LabelMatcher], in range: ClosedRange<Int64>, sampleLimit: Int
  ) throws(PromQLError) -> [SampleSeries]
}

extension PromQLError {
  /// In Prometheus' words, with the limit.
  package static func tooManySamples(limit: Int) -> PromQLError {
    PromQLError(
      .tooManySamples,
      "query processing would load too many samples into memory in query execution (the limit is \(limit)): "
        + "narrow its time range or its selectors, or take larger steps")
  }
}
