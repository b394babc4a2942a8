/// The limits of the receivers, in one place.
package struct ReceiverLimits: Sendable {
  /// The largest request body, as sent and as inflated, in bytes. Larger ones are answered with 413.
  /// Default 64 MiB, as OTLP 1.11 recommends.
  package var bodyByteCount = 64 << 20

  /// The largest file of sampling strategies, in bytes: it is read once, at the start.
  static let strategyFileByteCount = 4 << 20

  package init() {}
}
