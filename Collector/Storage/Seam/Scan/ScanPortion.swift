package import TelemetryModel

/// A part of the stored spans, read only when asked for, and only as far as the question needs.
package struct ScanPortion {
  /// No span of this portion, nor of any that follows, starts later.
  package let latestStart: Timestamp
  private let read: () throws(StoreError) -> SpanBatch
  private let search: Search?
  private let select: Select?

  /// Hands over the spans that fulfil a condition, in slices; see `matches`.
  package typealias Search = (SpanCondition, ([SpanMatch]) -> ScanStep) throws(StoreError) -> Void

  /// The spans that may fulfil a condition, with some columns; see `candidates`.
  package typealias Select = (SpanCondition, SpanCondition.Columns) throws(StoreError) -> SpanBatch

  /// A portion that is searched by `search` and `select`, or without them by loading it.
  package init(
    latestStart: Timestamp, search: Search? = nil, select: Select? = nil,
    read: @escaping () throws(StoreError) -> SpanBatch
  ) {
    self.latestStart = latestStart
    self.read = read
    self.search = search
    self.select = select
  }

  /// Reads and decodes the portion.
  package func load() throws(StoreError) -> SpanBatch { try read() }

  /// Hands over the spans that fulfil a condition until `visit` says stop.
  ///
  /// They come in slices, one after about `ScanLimits.rowsPerSlice` rows were looked at, empty ones included, so that
  /// the caller can look at the clock. Their order is the store's own.
  package func matches(
    _ condition: SpanCondition, _ visit: ([SpanMatch]) -> ScanStep
  ) throws(StoreError) {
    if let search { return try search(condition, visit) }
    try load().matches(condition, visit)
  }

  /// All spans that fulfil a condition, and perhaps others, with what the condition and `columns` ask for.
  ///
  /// IDs, times, kinds, status codes and resources are always right; what else is not asked for may be missing. The
  /// caller evaluates the condition.
  package func candidates(
    for condition: SpanCondition, columns: SpanCondition.Columns
  ) throws(StoreError) -> SpanBatch {
    if let select { return try select(condition, columns) }
    return try load()
  }
}

extension SpanBatch {
  /// Hands over the rows that fulfil a condition in slices, as `ScanPortion.matches` does.
  package func matches(_ condition: SpanCondition, _ visit: ([SpanMatch]) -> ScanStep) {
    let compiled = CompiledCondition(condition, for: self)
    if compiled.isNever { return }
    for start in stride(from: 0, to: count, by: ScanLimits.rowsPerSlice) {
      let rows = compiled.rows(in: start..<Swift.min(start + ScanLimits.rowsPerSlice, count), of: self)
      let slice = rows.map { SpanMatch(traceID: traceIDs[$0], spanID: spanIDs[$0], start: startTimes[$0]) }
      if visit(slice) == .stop { return }
    }
  }
}
