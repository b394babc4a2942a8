/// What became of the records of one signal.
///
/// accepted + recovered = exported + rejected + failed + lost + spooled + what still waits in memory.
public struct SignalCounts: Sendable, Hashable {
  /// Records that found room in the queue.
  public internal(set) var accepted = 0
  /// Records that found no room: too many waited already, or the record was too large by itself.
  public internal(set) var dropped = 0
  /// Records that the collector has acknowledged.
  public internal(set) var exported = 0
  /// Records that the collector has rejected as invalid, one by one or with their whole request.
  public internal(set) var rejected = 0
  /// Records that were given up: the collector could not be reached, or was too busy, for too long.
  public internal(set) var failed = 0

  /// Records that wait on disk, see `SpoolConfiguration`.
  public internal(set) var spooled = 0
  /// Records that an earlier process has left on disk.
  public internal(set) var recovered = 0
  /// Records on disk that gave way to newer ones, or could not be read.
  public internal(set) var lost = 0

  mutating func add(_ outcome: BatchOutcome, recordCount: Int) {
    switch outcome {
    case .exported(let rejectedCount):
      let rejectedCount = min(max(rejectedCount, 0), recordCount)
      exported += recordCount - rejectedCount
      rejected += rejectedCount
    case .rejected: rejected += recordCount
    case .failed: failed += recordCount
    case .spooled: spooled += recordCount
    }
  }
}

/// How the sending of a batch ended.
enum BatchOutcome: Hashable, Sendable {
  /// The collector has it, but for some records that it will never take.
  case exported(rejectedCount: Int)
  /// The collector will never take it.
  case rejected
  /// It was not sent in time.
  case failed
  /// It is on disk, to be sent later.
  case spooled
}
