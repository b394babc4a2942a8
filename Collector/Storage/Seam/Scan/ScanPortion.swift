package import TelemetryModel

/// A part of the stored spans, read only when asked for, and only as far as the question needs.
package struct ScanPortion {
  /// No span of this portion, nor of any that follows, starts later.
  package let latestStart: Timestamp
  private let read: () throws(StoreError) -> SpanBatch
  private let search: Search?

  /// Hands over the spans that fulfil a condition, in slices; see `matches`.
  package typealias Search = (SpanCondition, ([SpanMatch]) -> ScanStep) throws(StoreError) -> Void

  /// A portion that is searched by `search`, or without one by loading it.
  package init(
    latestStart: Timestamp, search: Search? = nil, read: @escaping () throws(StoreError) -> SpanBatch
  ) {
    self.latestStart = latestStart
    self.read = read
    self.search = search
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
