/// What the exporter of one signal does next: a pure state machine, told the time and what came back.
///
/// One request is on its way at a time. It stays with the machine until the collector has it, will never take it, or
/// the policy gives it up. With a spool, a request that cannot be sent goes to disk instead, and so does what comes after
/// it until the collector answers again.
struct ExportSchedule: Sendable {
  enum Action: Sendable {
    /// Nothing to do until a batch is full or its time has come.
    case rest
    /// Take the next request and report it with `begin`.
    case take
    /// Put what waits in the queue on disk.
    case divert
    case send(Parcel)
    /// Come back after this time.
    case wait(Duration)
    /// Put the request on disk, or report it with `keep`; come back after this time.
    case setAside(Parcel, Duration)
    /// Report this to the queue and go on.
    case finish(Parcel, BatchOutcome)
  }

  private enum Phase: Sendable {
    case resting
    case sending(Parcel)
    /// Until a wait is over, with the request that could not be sent, unless that is on disk.
    case waiting(Parcel?)
  }

  let policy: RetryPolicy
  let isSpooling: Bool
  private var phase = Phase.resting
  private var attempt = 0
  private var startedAt: Duration = .zero

  init(_ policy: RetryPolicy, isSpooling: Bool = false) {
    self.policy = policy
    self.isSpooling = isSpooling
  }

  var isSending: Bool { if case .sending = phase { true } else { false } }

  /// A batch may be there. Times are those of any clock that never goes back.
  ///
  /// - Parameter isQueueFilling: The queue may soon be full. A collector that hangs says so only when the time is up.
  func woken(isQueueFilling: Bool) -> Action {
    switch phase {
    case .resting: .take
    case .waiting(nil): .divert
    case .sending: isSpooling && isQueueFilling ? .divert : .rest
    case .waiting: .rest
    }
  }

  mutating func begin(_ parcel: Parcel, at now: Duration) -> Action {
    startedAt = now
    phase = .sending(parcel)
    return .send(parcel)
  }

  /// - Parameter random: From 0 to 1.
  mutating func received(_ reply: ExportReply, at now: Duration, random: Double) -> Action {
    guard case .sending(let parcel) = phase else { return .rest }
    switch reply.meaning {
    case .done(let outcome): return finish(parcel, outcome)
    case .again(let asked):
      attempt += 1
      let delay = max(
        policy.delay(attempt: attempt, random: random), min(asked ?? .zero, Limits.retryAfter))
      if isSpooling {
        phase = .waiting(nil)
        return .setAside(parcel, delay)
      }
      guard now - startedAt + delay <= policy.giveUpAfter else { return finish(parcel, .failed) }
      phase = .waiting(parcel)
      return .wait(delay)
    }
  }

  /// The request finds no place on disk: it is kept here and sent when the wait is over, or given up in time.
  mutating func keep(_ parcel: Parcel, at now: Duration) -> Action {
    guard now - startedAt <= policy.giveUpAfter else { return finish(parcel, .failed) }
    phase = .waiting(parcel)
    return .rest
  }

  /// The wait is over.
  mutating func resumed() -> Action {
    guard case .waiting(let parcel) = phase else { return .rest }
    guard let parcel else {
      phase = .resting
      return .take
    }
    phase = .sending(parcel)
    return .send(parcel)
  }

  /// Leaves what is under way to the caller, because nobody will wait for it any longer.
  mutating func abandon() -> Parcel? {
    defer { phase = .resting }
    switch phase {
    case .resting: return nil
    case .sending(let parcel): return parcel
    case .waiting(let parcel): return parcel
    }
  }

  private mutating func finish(_ parcel: Parcel, _ outcome: BatchOutcome) -> Action {
    phase = .resting
    attempt = 0
    return .finish(parcel, outcome)
  }
}
