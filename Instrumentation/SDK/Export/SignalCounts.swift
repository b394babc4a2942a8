/// What became of the records of one signal: accepted = exported + rejected + failed + what still waits.
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

  mutating func add(_ outcome: BatchOutcome, recordCount: Int) {
    switch outcome {
    case .exported(let rejectedCount):
      let rejectedCount = min(max(rejectedCount, 0), recordCount)
      exported += recordCount - rejectedCount
      rejected += rejectedCount
    case .rejected: rejected += recordCount
    case .failed: failed += recordCount
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
}
