package import TelemetryStorage

/// Rollups of a source that keeps none: made of its spans for every question.
///
/// Calls between spans of different portions are not seen as edges, and resent spans count as often as they are there.
package struct ScannedRollups: RollupSource {
  private let source: any SpanSource

  package init(_ source: any SpanSource) { self.source = source }

  package func rollups(
    in minutes: ClosedRange<Minute>, by resolution: RollupResolution,
    _ visit: (RollupColumns) throws(StoreError) -> ScanStep
  ) throws(StoreError) -> RollupCoverage {
    try source.scan(ScanHint(timeRange: TimeRange(minutes))) { (portion) throws(StoreError) in
      var builder = RollupBuilder()
      builder.add(try portion.load())
      return try visit(RollupColumns(builder.finish()))
    }
    return RollupCoverage()
  }
}
