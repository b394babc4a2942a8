/// The limits of the library: what a service cannot make it hold, whatever it is told.
enum Limits {
  /// Bytes of one encoded span or log record; a larger one is dropped and counted. Keeps one value from filling a queue.
  static let recordByteCount = 1 << 20
  /// Bytes of one attribute value; a longer text is cut at a character's boundary.
  static let defaultValueByteCount = 64 << 10
  /// Encoding buffers that a queue keeps for reuse; more threads than this allocate their own.
  static let pooledBufferCount = 64
  /// Bytes that a pooled buffer may have; a larger one is freed after use.
  static let pooledBufferByteCount = 64 << 10
  /// Bytes of a collector's answer that are read; a longer answer counts as a failure. OTLP's own limit is 4 MiB.
  static let responseByteCount = 64 << 10
  /// Bytes of a batch in one request, before compression: a collector takes 64 MiB, many take 4.
  static let batchByteCount = 2 << 20
  /// Bytes of one file of the spool; a larger one is none of ours. A batch of metrics can be as large as its queue.
  static let spoolFileByteCount = 64 << 20
  /// The longest wait that a `Retry-After` can ask for.
  static let retryAfter: Duration = .seconds(300)
  /// Series of all instruments together; further ones share one overflow series for each instrument (OpenTelemetry's default is 2,000 for each).
  static let seriesCount = 20_000
  /// Operations whose sampling a collector can set one by one; more are as if they were not there.
  static let sampledOperationCount = 2000
  /// Members of a tracestate, as W3C Trace Context allows.
  static let traceStateMemberCount = 32
  /// Bytes of a tracestate that are kept and sent on; W3C asks for 512 at least.
  static let traceStateByteCount = 512
  /// Members of a baggage header, the number that W3C Baggage guarantees.
  static let baggageMemberCount = 64
  /// Bytes of a baggage header, the number that W3C Baggage guarantees.
  static let baggageByteCount = 8192
  /// Bytes of a correlation ID from outside; a longer one is ignored.
  static let correlationIDByteCount = 128
}
