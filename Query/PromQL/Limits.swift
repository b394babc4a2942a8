/// The limits of PromQL, in one place.
///
/// What a caller sees when one is hit is a `PromQLError` that names the limit.
package struct PromQLLimits: Sendable {
  /// How long one query may run. Default 30 s, as for all queries of Skein. `.timeout` beyond.
  package var timeout: Duration = .seconds(30)

  /// How many samples one query may hold in memory, stored ones and computed ones together. Default 20 million: 8 bytes
  /// each when computed and 16 when stored, so at most about 320 MB. `.tooManySamples` beyond.
  package var sampleCount = 20_000_000

  /// How many steps a range query may have. 11,000 as in Prometheus: a minute's resolution for a week. `.badData` beyond.
  package var stepCount = 11_000

  /// How old a sample may be to be a series' current value. 5 minutes as in Prometheus.
  package var lookbackMilliseconds: Int64 = 5 * 60_000

  /// The resolution of a subquery that names none. 1 minute, as Prometheus' default evaluation interval.
  package var subqueryStepMilliseconds: Int64 = 60_000

  package init() {}

  /// Bytes of a query. Generated dashboards stay below 10 KiB. `.badData` beyond.
  package static let queryByteCount = 64 << 10

  /// How deep expressions nest, brackets and chains of operators alike; bounds the recursion of parser and evaluator, so
  /// that they fit into the 512 KiB stack of a secondary thread (in a debug build, 2 MiB). `.badData` beyond.
  package static let depth = 100

  /// Buckets of one side of a native histogram. Senders keep to 160. What is beyond is no histogram to us, and sums that
  /// would grow beyond get a coarser schema.
  package static let bucketCount = 16_384

  /// The farthest time from 1970, in milliseconds either way: about 285,000 years, so that sums of a time, a range and
  /// an offset cannot overflow. `.badData` beyond.
  package static let timeMilliseconds: Int64 = 9_000_000_000_000_000

  /// Steps of a capturing expression's program (`label_replace`). `.execution` beyond.
  static let captureInstructionCount = 10_000

  /// Steps of a capturing expression times characters of a label's value, one byte each while they are matched: 16 MiB
  /// let an expression of 100 steps match 160,000 characters. `.execution` beyond.
  static let captureStateCount = 16 << 20
}
