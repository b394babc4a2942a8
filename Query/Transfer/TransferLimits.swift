/// The limits of moving telemetry in and out, in one place.
package enum TransferLimits {
  /// The longest message in a file, in bytes after decompression; the limit of receivers, too. Longer: an error.
  package static let messageByteCount = 64 << 20

  /// How much is read from a file, or decompressed, at a time.
  static let chunkByteCount = 256 << 10

  /// Small messages are gathered until there are this many rows, so that a file with a span a line costs neither a
  /// commit nor a request a span.
  static let groupRowCount = 8_192

  /// Messages are gathered at most until their batches take about this much memory.
  static let groupByteCount = 4 << 20

  /// Trace IDs that an import remembers for counting: 16 MiB. Beyond, it says "more than".
  package static let countedTraceCount = 1 << 20

  /// Requests that are under way at the same time.
  package static let concurrentRequestCount = 4

  /// The longest answer of a server that is read, in bytes (OTLP 1.11 limits answers to 4 MiB).
  static let responseByteCount = 4 << 20

  /// How long a server may take to begin its answer, or to go on with it.
  static let requestTimeoutSeconds: Int64 = 60
}
