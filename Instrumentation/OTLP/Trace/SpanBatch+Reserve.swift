import TelemetryModel

extension SpanBatch {
  /// Makes room for so many spans and attributes.
  mutating func reserveCapacity(_ spanCount: Int, payloadCount: Int) {
    payloads.reserveCapacity(payloadCount)
    traceIDs.reserveCapacity(spanCount)
    spanIDs.reserveCapacity(spanCount)
    parentSpanIDs.reserveCapacity(spanCount)
    startTimes.reserveCapacity(spanCount)
    endTimes.reserveCapacity(spanCount)
    names.reserveCapacity(spanCount)
    kinds.reserveCapacity(spanCount)
    statusCodes.reserveCapacity(spanCount)
    flags.reserveCapacity(spanCount)
    resourceIndexes.reserveCapacity(spanCount)
    scopeIndexes.reserveCapacity(spanCount)
    attributes.reserveCapacity(spanCount)
    detailIndexes.reserveCapacity(spanCount)
    eventEnds.reserveCapacity(spanCount)
    linkEnds.reserveCapacity(spanCount)
  }
}
