package import TelemetryModel

/// What a trace message held.
package struct OTLPDecodeResult: Sendable {
  /// The valid spans, in the sender's order.
  package var batch: SpanBatch
  /// How many spans were left out because their IDs, or those of their links, are not valid.
  package var rejectedSpanCount: Int
  /// Why the first of them was left out; empty when none was. Holds nothing that the sender wrote.
  package var rejectionMessage: String

  package init(batch: SpanBatch, rejectedSpanCount: Int = 0, rejectionMessage: String = "") {
    self.batch = batch
    self.rejectedSpanCount = rejectedSpanCount
    self.rejectionMessage = rejectionMessage
  }
}
