internal import Dispatch
internal import Synchronization
package import TelemetryModel
package import TelemetryStorage

/// Commits what many requests bring together with one fsync, and wakes each when its rows are durable.
///
/// One committer works on a queue of its own. When it is idle, a batch is committed at once. While it commits, further
/// batches gather and make up the next group. Under load it waits, at most `IngestLimits.longestCommitDelay`, for
/// those senders that it has just acknowledged to come back with their next request: fewer and larger commits cost
/// less CPU and make smaller segments.
package final class GroupCommitter<Batch: TelemetryBatch>: Sendable {
  /// Stores batches durably and together, or throws and stores none of them.
  package typealias Append = @Sendable ([Batch]) throws(StoreError) -> Void

  private let append: Append
  private let limits: IngestLimits
  private let queue = DispatchQueue(label: "skein.commit")
  private let arrivals = DispatchSemaphore(value: 0)
  private let state = Mutex(StateMachine<Batch>())

  package init(limits: IngestLimits = IngestLimits(), append: @escaping Append) {
    self.append = append
    self.limits = limits
  }

  /// Returns when the batch is durable and visible to queries; throws when it is not stored.
  package func commit(_ batch: Batch) async throws(StoreError) {
    let result = await withCheckedContinuation { continuation in
      switch state.withLock({ $0.submit(Submission(batch, continuation)) }) {
      case .startCommitter: queue.async { self.commitGroups() }
      case .wakeCommitter: arrivals.signal()
      case .none: break
      }
    }
    try result.get()
  }

  /// Commits group after group until nothing waits.
  private func commitGroups() {
    while true {
      gather()
      guard let group = state.withLock({ $0.takeGroup(limits) }) else { return }
      let result = result(of: group.map(\.batch))
      state.withLock { $0.groupEnded(count: group.count, at: .now) }
      for submission in group { submission.continuation.resume(returning: result) }
    }
  }

  private func result(of batches: [Batch]) -> Result<Void, StoreError> {
    do throws(StoreError) {
      try append(batches)
      return .success(())
    } catch {
      return .failure(error)
    }
  }

  /// Waits until as many senders have come as are known to be active, or the delay is over.
  private func gather() {
    let deadline = ContinuousClock.now + limits.longestCommitDelay
    while state.withLock({ $0.shouldWait(now: .now, limits) }) {
      let rest = deadline - .now
      guard rest > .zero else { break }
      let nanoseconds = Int(rest.components.attoseconds / 1_000_000_000)
      if arrivals.wait(timeout: .now() + .nanoseconds(nanoseconds)) == .timedOut { break }
    }
    state.withLock { $0.stopWaiting() }
  }
}

private struct Submission<Batch: TelemetryBatch> {
  let batch: Batch
  let byteCount: Int
  let continuation: CheckedContinuation<Result<Void, StoreError>, Never>

  init(_ batch: Batch, _ continuation: CheckedContinuation<Result<Void, StoreError>, Never>) {
    self.batch = batch
    byteCount = batch.estimatedByteCount
    self.continuation = continuation
  }
}

/// What the committer knows; pure, so that every decision can be read here.
private struct StateMachine<Batch: TelemetryBatch> {
  enum Action {
    case none
    case startCommitter
    case wakeCommitter
  }

  private var waiting: [Submission<Batch>] = []
  private var waitingByteCount = 0
  private var isRunning = false
  private var isGathering = false
  /// How many senders are known to be active: those of the last group, and those who came while it was committed.
  private var activeSenderCount = 0
  private var lastGroupEnd: ContinuousClock.Instant?

  mutating func submit(_ submission: Submission<Batch>) -> Action {
    waiting.append(submission)
    waitingByteCount += submission.byteCount
    if !isRunning {
      isRunning = true
      return .startCommitter
    }
    return isGathering ? .wakeCommitter : .none
  }

  mutating func shouldWait(now: ContinuousClock.Instant, _ limits: IngestLimits) -> Bool {
    let isBusy = lastGroupEnd.map { now - $0 <= limits.longestCommitDelay } ?? false
    isGathering =
      isBusy && !waiting.isEmpty && waiting.count < activeSenderCount && waitingByteCount < limits.commitByteCount
    return isGathering
  }

  mutating func stopWaiting() { isGathering = false }

  /// Those that have waited longest, as many as one commit may hold; `nil` when there are none, and the committer stops.
  mutating func takeGroup(_ limits: IngestLimits) -> [Submission<Batch>]? {
    if waiting.isEmpty {
      isRunning = false
      return nil
    }
    var (count, byteCount) = (0, 0)
    while count < waiting.count, byteCount < limits.groupByteCount {
      byteCount += waiting[count].byteCount
      count += 1
    }
    defer {
      waiting.removeFirst(count)
      waitingByteCount -= byteCount
    }
    return Array(waiting.prefix(count))
  }

  mutating func groupEnded(count: Int, at end: ContinuousClock.Instant) {
    activeSenderCount = count + waiting.count
    lastGroupEnd = end
  }
}
