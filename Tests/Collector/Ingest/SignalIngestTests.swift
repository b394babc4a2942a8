import Dispatch
import SpanIngest
import Synchronization
import TelemetryModel
import TelemetryStorage
import TestSupport
import Testing

/// A store that keeps batches in memory, can be held up, and can be told to fail.
private final class GatedSink: SpanSink {
  struct State {
    var groups: [[SpanBatch]] = []
    var error: StoreError?
  }

  let state = Mutex(State())
  private let gate: DispatchSemaphore?

  init(isGated: Bool = false) { gate = isGated ? DispatchSemaphore(value: 0) : nil }

  func open() { gate?.signal() }

  func append(_ batches: [SpanBatch]) throws(StoreError) {
    gate?.wait()
    try state.withLock { (state) throws(StoreError) in
      if let error = state.error { throw error }
      state.groups.append(batches)
    }
  }
}

@Suite struct SignalIngestTests {
  private func batch(_ count: Int = 1, seed: UInt64 = 1) -> SpanBatch {
    SpanBatch(RandomSpans.make(seed: seed, count: count))
  }

  @Test func anIdleIngestCommitsAtOnce() async throws {
    let sink = GatedSink()
    var limits = IngestLimits()
    limits.longestCommitDelay = .seconds(3_600)
    let ingest = SpanIngest(sink: sink, limits: limits)
    try await ingest.store(batch(3), rejectedCount: 2)
    #expect(sink.state.withLock { $0.groups.map(\.count) } == [1])
    #expect(ingest.ledger.entries.storedRows == 3)
    #expect(ingest.ledger.entries.rejectedRows == 2)
    #expect(ingest.ledger.entries.receivedRows == 5)
  }

  @Test func whatArrivesDuringACommitIsCommittedTogether() async throws {
    let sink = GatedSink(isGated: true)
    let ingest = SpanIngest(sink: sink)
    try await withThrowingTaskGroup(of: Void.self) { tasks in
      for seed in 1...9 { tasks.addTask { try await ingest.store(batch(seed: UInt64(seed)), rejectedCount: 0) } }
      while ingest.ledger.entries.receivedRows < 9 { await Task.yield() }
      try await Task.sleep(for: .milliseconds(50))
      for _ in 1...9 { sink.open() }
      try await tasks.waitForAll()
    }
    let sizes = sink.state.withLock { $0.groups.map(\.count) }
    #expect(sizes.reduce(0, +) == 9)
    #expect(sizes.count < 9, "nothing was grouped: \(sizes)")
    #expect(ingest.ledger.entries.storedRows == 9)
  }

  @Test func aCommitTakesNoMoreThanItsLimitAndTheRestFollows() async throws {
    let sink = GatedSink(isGated: true)
    let batches = (1...9).map { batch(20, seed: UInt64($0)) }
    var limits = IngestLimits()
    limits.groupByteCount = 2 * (batches.map(\.estimatedByteCount).min() ?? 0)
    let ingest = SpanIngest(sink: sink, limits: limits)
    try await withThrowingTaskGroup(of: Void.self) { tasks in
      for batch in batches { tasks.addTask { try await ingest.store(batch, rejectedCount: 0) } }
      while ingest.ledger.entries.receivedRows < 180 { await Task.yield() }
      for _ in 1...9 { sink.open() }
      try await tasks.waitForAll()
    }
    let sizes = sink.state.withLock { $0.groups.map(\.count) }
    #expect(sizes.reduce(0, +) == 9)
    #expect(sizes.allSatisfy { (1...2).contains($0) }, "\(sizes)")
  }

  @Test func aFailedCommitRefusesItsSpansAndTheNextSucceeds() async throws {
    let sink = GatedSink()
    let ingest = SpanIngest(sink: sink)
    sink.state.withLock { $0.error = StoreError(.full, "disk full") }
    await #expect(throws: IngestRefusal.self) { try await ingest.store(batch(4), rejectedCount: 0) }
    #expect(ingest.ledger.entries.refusedRows == 4)
    sink.state.withLock { $0.error = nil }
    try await ingest.store(batch(2), rejectedCount: 0)
    let entries = ingest.ledger.entries
    #expect(entries.storedRows == 2)
    #expect(entries.receivedRows == entries.storedRows + entries.refusedRows + entries.rejectedRows)
  }

  @Test func theBudgetRefusesWhatIsOverItAndRecovers() throws {
    let budget = IngestBudget(limit: 100)
    let first = budget.reservation()
    try first.grow(by: 60)
    do {
      let second = budget.reservation()
      try second.grow(by: 40)
      #expect(budget.usedByteCount == 100)
    }
    let third = budget.reservation()
    try third.grow(by: 40)
    #expect(throws: IngestRefusal.self) { try third.grow(by: 1) }
    #expect(budget.usedByteCount == 60, "what is refused holds nothing any more")
    try budget.reservation().grow(by: 40)
  }

  @Test func aDecodedRequestHoldsWhatItsRowsTakeAndNothingElseIsAdmittedBeyondTheLimit() throws {
    let budget = IngestBudget(limit: 100)
    let (first, second) = (budget.reservation(), budget.reservation())
    try first.grow(by: 50)
    try second.grow(by: 50)
    first.settle(at: 130)
    #expect(budget.usedByteCount == 180)
    #expect(throws: IngestRefusal.self) { try budget.reservation().grow(by: 1) }
    second.settle(at: 10)
    first.release()
    #expect(budget.usedByteCount == 10)
    try budget.reservation().grow(by: 90)
    second.release()
    #expect(budget.usedByteCount == 0)
  }

  @Test func ofRequestsThatAreTooLargeForEachOtherTheLastOneGetsThrough() throws {
    let budget = IngestBudget(limit: 100)
    let (first, second) = (budget.reservation(), budget.reservation())
    try first.grow(by: 50)
    try second.grow(by: 50)
    #expect(throws: IngestRefusal.self) { try first.grow(by: 100) }
    try second.grow(by: 100)
  }

  @Test func aRequestAloneIsAdmittedWhateverItsSize() throws {
    let budget = IngestBudget(limit: 100)
    let alone = budget.reservation()
    try alone.grow(by: 80)
    try alone.grow(by: 80)
    #expect(throws: IngestRefusal.self) { try budget.reservation().grow(by: 1) }
  }
}
