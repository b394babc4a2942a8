/// The limits of the query engine, in one place.
///
/// What a caller sees when one is hit is a `QueryError` that names the limit.
package struct QueryLimits: Sendable {
  /// How long one query may run. Default 30 s: longer than any interactive client waits, short enough that forgotten
  /// queries do not pile up. `deadlineExceeded` beyond.
  package var timeout: Duration = .seconds(30)

  /// How many bytes of spans one search may return, as batches hold them. Default 256 MiB: a few of the largest traces
  /// that are still of use to people. `resultTooLarge` beyond.
  package var resultByteCount = 256 << 20

  /// How many traces a search reads at once, and how many bytes of spans: 100 traces, as many as a page of results has,
  /// and 64 MiB. What holds more is read in smaller groups; nothing is seen of it but time.
  package var groupTraceCount = 100
  package var groupByteCount = 64 << 20

  /// How many points (groups x steps) an answer about rates, errors and durations may have, and how many edges one
  /// about dependencies. Default 100,000: about 20 MB of JSON. `resultTooLarge` beyond.
  package var redPointCount = 100_000

  /// By how many dimensions one answer about rates, errors and durations may divide. `invalidQuery` beyond.
  package static let redDimensionCount = 8

  /// About how many bytes of rollups one query holds before it folds them into what it needs of them. Default 128 MiB:
  /// a few weeks of them. Nothing is seen of it but time.
  package var keptRollupByteCount = 128 << 20

  /// About how many spans the overview of a service reads to find its versions, the newest first. Default 5,000,000.
  /// The answer says when there are more.
  package var versionSpanCount = 5_000_000

  /// How many traces and log records the answer about one correlation ID holds. An ID that ties more, such as a tenant
  /// that somebody logs under the wrong key, gets an answer that says that it is cut short.
  package var correlatedTraceCount = 200
  package var correlatedLogCount = 20_000

  /// Over how many links a correlation ID is followed from trace to trace.
  package static let correlationDepth = 2

  package init() {}

  /// How many operations, callers, callees and failures the overview of a service lists unless told otherwise, and at
  /// most. `invalidQuery` beyond.
  package static let defaultServiceListCount = 20
  package static let serviceListCount = 1_000

  /// How many steps long the window of a point may be. `invalidQuery` beyond.
  package static let windowStepCount = 120

  /// How many versions of a service are told apart; further ones are left out.
  package static let versionCount = 1_000

  /// How many names of called services one answer lists; further ones are left out.
  package static let remoteServiceCount = 10_000

  /// How many minutes a range has at least that begins at a full hour when its steps are whole hours.
  package static let hourGridMinuteCount = 24 * 60

  /// How many quantiles may be asked for at once. `invalidQuery` beyond.
  package static let quantileCount = 32

  /// How many traces one search may ask for. The Jaeger UI asks for at most 1,500. `invalidQuery` beyond.
  package static let traceCount = 10_000

  /// How many traces a search that names none asks for, as in Jaeger.
  package static let defaultTraceCount = 100

  /// How many tags one search may compare. `invalidQuery` beyond.
  package static let tagCount = 100

  /// How many archived traces one answer lists. `invalidQuery` beyond.
  package static let archivedTraceCount = 1_000

  /// How many log records one search may ask for. Larger answers come in pages. `invalidQuery` beyond.
  package static let logRecordCount = 10_000

  /// How many conditions on attributes and bodies one search for log records may have. `invalidQuery` beyond.
  package static let logConditionCount = 100

  /// How many patterns of bodies one answer tells apart. Records of further ones are counted together.
  package static let logPatternCount = 10_000
}
