/// The limits of ingest, in one place.
package struct IngestLimits: Sendable {
  /// Bytes of requests that may be on their way at once: bodies as received and as inflated, then the rows decoded from
  /// them, until they are acknowledged. Beyond it, senders are told to come back (503 with `Retry-After`). A request is
  /// always admitted when nothing else is in flight, whatever its size. Default 192 MiB: a body of the largest size
  /// beside the rows that are decoded from it.
  package var inFlightByteCount = 192 << 20

  /// How long a commit may wait for further requests while ingest is busy. Idle ingest commits at once.
  /// Default 10 ms: about two fsyncs of a good disk, long enough for senders to answer an acknowledgement with their
  /// next request.
  package var longestCommitDelay: Duration = .milliseconds(10)

  /// Bytes of decoded rows at which a commit waits for nothing more. Default 8 MiB.
  package var commitByteCount = 8 << 20

  /// Bytes of decoded rows after which a commit takes no further batch; what still waits makes up the next one. A group
  /// is joined, encoded and compressed as a whole, so this bounds what a commit takes in memory beside the rows, however
  /// many requests came while the last one was slow. Default 16 MiB: some 50,000 spans.
  package var groupByteCount = 16 << 20

  /// What a refused sender is told to wait, in whole seconds. Default 1 s.
  package var retryAfterSeconds = 1

  package init() {}
}
