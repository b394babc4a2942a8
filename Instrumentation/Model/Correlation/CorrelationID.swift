/// The correlation ID that a row carries besides its trace ID.
package enum CorrelationID: Hashable, Sendable, BitwiseCopyable {
  /// The row carries none: its trace ID serves.
  case none
  /// A text of the batch's string table.
  case text(StringCode)
  case number(Int64)
}
