/// The limits of series derived from spans, in one place.
package struct SpanSeriesLimits: Sendable {
  /// How long reading rollups for one selector may take. Default 30 s, as for all queries. `.timeout` beyond.
  package var timeout: Duration = .seconds(30)

  /// How long before the first sample counters begin, at least; the beginning is a full hour. Long enough that at the
  /// first sample a busy counter is well above zero, where `rate` extrapolates as it does for any old counter.
  package static let counterLeadMinutes: UInt32 = 60

  package init() {}
}
