/// The limits of the query API, in one place.
package struct QueryAPILimits: Sendable {
  /// Exports that may run at once. Each holds a thread for as long as its client reads. Default 2; further ones are
  /// answered with 503 and `Retry-After`.
  package var exportCount = 2

  /// How long an export waits for a client that does not read before it gives up. Default 60 s; the connection is
  /// closed.
  package var exportStallTimeout: Duration = .seconds(60)

  /// Spans or log records in one line of an export. Default 2,000: about 1 MiB of JSON.
  package var exportLineSpanCount = 2_000

  /// How far a clock skew correction may move a span, in nanoseconds. Default 0, as in Jaeger: spans stay where they
  /// are and carry a warning.
  package var clockSkewNanoseconds: UInt64 = 0

  package init() {}

  /// How far back a search looks when it names no start, in nanoseconds: 48 hours, as in Jaeger.
  static let defaultLookbackNanoseconds: UInt64 = 48 * 3_600 * 1_000_000_000

  /// How far back a question about rates looks when it names no start, in nanoseconds: an hour.
  static let defaultRedLookbackNanoseconds: UInt64 = 3_600 * 1_000_000_000

  /// How far a correlation answer moves spans so that they fit into their callers, in nanoseconds: an hour. Clocks that
  /// differ by more are wrong in a way that arithmetic should not hide. Every correction is stated in the answer.
  package static let correlationClockSkewNanoseconds: UInt64 = 3_600_000_000_000

  /// How far back a search of Zipkin's looks when it does not say, in milliseconds: a day, as in Zipkin.
  static let defaultZipkinLookbackMilliseconds: UInt64 = 24 * 3_600_000

  /// How many traces a search of Zipkin's returns when it does not say, as in Zipkin.
  static let defaultZipkinTraceCount = 10

  /// How many keys of tags, or values of one, Zipkin's completion offers.
  static let zipkinTagCount = 100

  /// Trace IDs that one request may ask for by name. 400 beyond.
  static let traceIDCount = 1_000

  /// Bytes of one filter in Jaeger's structured form, which takes more room than ours. 400 beyond.
  static let jaegerFilterByteCount = 32 << 10

  /// Values of one list in such a filter. 400 beyond.
  static let jaegerFilterListCount = 100

  /// The largest form that a client may post, in bytes: a query of `PromQLLimits.queryByteCount`, percent-encoded, and
  /// room for the rest. 400 beyond.
  static let formByteCount = 256 << 10

  /// How far back a question about series looks when it names no start, in milliseconds: a day.
  static let defaultSeriesLookbackMilliseconds: Int64 = 24 * 3_600_000

  /// Selectors (`match[]`) of one request. 400 beyond.
  static let selectorCount = 100

  /// Series that one request may list: about 20 MB of JSON. 422 beyond.
  static let seriesCount = 100_000

  /// Exemplars that one request may list. 422 beyond.
  static let exemplarCount = 20_000
}
