/// What the exporter of one signal does next: a pure state machine, told the time and what came back.
///
/// One batch is on its way at a time. It stays with the machine until the collector has it, will never take it, or the
/// policy gives it up.
struct ExportSchedule: Sendable {
  enum Action: Sendable {
    /// Nothing to do until a batch is full or its time has come.
    case rest
    /// Take the next batch from the queue and report it with `begin`.
    case take
    case send(EncodedBatch)
    /// Come back after this time.
    case wait(Duration)
    /// Report this to the queue and go on.
    case finish(EncodedBatch, BatchOutcome)
  }

  private enum Phase: Sendable {
    case resting
    case sending(EncodedBatch)
    case waiting(EncodedBatch)
  }

  let policy: RetryPolicy
  private var phase = Phase.resting
  private var attempt = 0
  private var startedAt: Duration = .zero

  init(_ policy: RetryPolicy) { self.policy = policy }

  var isResting: Bool { if case .resting = phase { true } else { false } }

  /// A batch may be there. Times are those of any clock that never goes back.
  mutating func woken() -> Action { isResting ? .take : .rest }

  mutating func begin(_ batch: EncodedBatch, at now: Duration) -> Action {
    startedAt = now
    attempt = 0
    phase = .sending(batch)
    return .send(batch)
  }

  /// - Parameter random: From 0 to 1.
  mutating func received(_ reply: ExportReply, at now: Duration, random: Double) -> Action {
    guard case .sending(let batch) = phase else { return .rest }
    switch reply.meaning {
    case .done(let outcome):
      phase = .resting
      return .finish(batch, outcome)
    case .again(let asked):
      attempt += 1
      let delay = max(policy.delay(attempt: attempt, random: random), min(asked ?? .zero, Limits.retryAfter))
      guard now - startedAt + delay <= policy.giveUpAfter else {
        phase = .resting
        return .finish(batch, .failed)
      }
      phase = .waiting(batch)
      return .wait(delay)
    }
  }

  /// The wait is over.
  mutating func resumed() -> Action {
    guard case .waiting(let batch) = phase else { return .rest }
    phase = .sending(batch)
    return .send(batch)
  }

  /// Gives up what is under way, because nobody will wait for it any longer.
  mutating func abandon() -> Action {
    switch phase {
    case .resting: return .rest
    case .sending(let batch), .waiting(let batch):
      phase = .resting
      return .finish(batch, .failed)
    }
  }
}
