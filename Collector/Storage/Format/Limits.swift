/// The limits of the segment format, in one place.
package enum SegmentLimits {
  /// The largest packed area of a segment, inflated, in bytes. A header that asks for more is damaged.
  ///
  /// The store splits what it commits into segments far below this.
  package static let inflatedByteCount = 1 << 30

  /// How many distinct operations the summary of one segment lists. With more, it lists the first ones and says that
  /// it is incomplete: such a segment is never left out of a scan for its service or operation.
  package static let summaryOperationCount = 10_000
}
