/// The limits of generating load, in one place.
package enum LoadLimits {
  /// Spans that the shop's requests hold before they are sent anew with fresh IDs and times: enough for its kinds of
  /// requests to mix, little enough to be made in a fraction of a second.
  package static let roundSpanCount = 20_480

  /// Children of the root in the wide shape, and levels in the deep one: ten times what people draw, a tenth of what
  /// a runaway loop makes.
  package static let extremeSpanCount = 10_000

  /// Encoded requests of a corpus, in bytes. A file to be replayed that needs more is refused: it is held in memory, as
  /// reading it again while sending would measure the disk.
  package static let corpusByteCount = 2 << 30

  /// Requests that wait to be sent again. While there are so many, no new ones are begun.
  package static let waitingRequestCount = 100_000

  /// Latencies beyond it are counted as this, in nanoseconds: 73 minutes.
  package static let longestLatency: UInt64 = 1 << 42
}
