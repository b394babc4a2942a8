package import TelemetryModel

/// Repairs one thing that senders commonly get wrong in a trace, for presentation; what is stored never changes.
package protocol TraceAdjuster: Sendable {
  func adjust(_ trace: inout AdjustedTrace)
}

extension AdjustedTrace {
  /// The trace after all of Jaeger's adjusters, in Jaeger's order.
  ///
  /// `maximumClockSkewNanoseconds` bounds the correction of clocks; 0, as in Jaeger, only warns.
  package init(adjusting batch: SpanBatch, maximumClockSkewNanoseconds: UInt64 = 0) {
    self.init(batch)
    let adjusters: [any TraceAdjuster] = [
      SharedSpanIDAdjuster(), SortingAdjuster(), DuplicateSpanAdjuster(),
      ClockSkewAdjuster(maximumNanoseconds: maximumClockSkewNanoseconds), IPAttributeAdjuster(),
      LibraryAttributeAdjuster(), EmptyLinkAdjuster(),
    ]
    for adjuster in adjusters { adjuster.adjust(&self) }
  }
}
