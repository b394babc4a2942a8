import NIOCore
import Synchronization

/// Sends what one queue holds, batch by batch, from an event loop of its own.
///
/// An event loop rather than a task: a service whose tasks fill the cooperative pool must not keep its telemetry from
/// being sent. All decisions are `ExportSchedule`'s; this runs them.
final class SignalExporter: Sendable {
  private struct State {
    var schedule: ExportSchedule
    /// Promises of those who wait until everything that was there has been sent.
    var flushes: [EventLoopPromise<Void>] = []
    var timer: RepeatedTask?
    var isStopped = false
    /// New telemetry and old take turns.
    var isSpoolNext = true
  }

  private let signal: Signal
  private let queue: SignalQueue
  private let transport: any ExportTransport
  private let spool: Spool?
  private let loop: any EventLoop
  private let state: Mutex<State>

  init(
    _ signal: Signal, queue: SignalQueue, transport: any ExportTransport, spool: Spool?,
    on loop: any EventLoop,
    retry: RetryPolicy
  ) {
    self.spool = spool
    self.signal = signal
    self.queue = queue
    self.transport = transport
    self.loop = loop
    state = Mutex(State(schedule: ExportSchedule(retry, isSpooling: spool != nil)))
  }

  /// Begins to look for batches that are not full, at every passing of the queue's delay.
  func start() {
    let delay = TimeAmount(queue.configuration.delay)
    let timer = loop.scheduleRepeatedTask(initialDelay: delay, delay: delay) { [weak self] _ in
      self?.advance(isUnfilledTaken: true)
    }
    state.withLock { $0.timer = timer }
  }

  /// Tells the exporter, from any thread, that a batch is full.
  func wake() {
    loop.execute { self.advance(isUnfilledTaken: false) }
  }

  /// Fulfilled when what is in the queue now has been sent or given up, or is on disk.
  func flush() -> EventLoopFuture<Void> {
    let promise = loop.makePromise(of: Void.self)
    loop.execute {
      self.state.withLock { $0.flushes.append(promise) }
      self.advance(isUnfilledTaken: true)
    }
    return promise.futureResult
  }

  /// Stops at once: what has not been sent goes to disk, or is counted as failed.
  func stop() -> EventLoopFuture<Void> {
    loop.submit {
      let (timer, parcel) = self.state.withLock { state in
        state.isStopped = true
        return (state.timer, state.schedule.abandon())
      }
      timer?.cancel()
      if let parcel, !self.putOnDisk(parcel) { self.account(for: parcel, .failed) }
      while let parcel = self.takeFromQueue(isUnfilledTaken: true) {
        if !self.putOnDisk(parcel) { self.account(for: parcel, .failed) }
      }
      self.completeFlushes()
    }
  }

  private func advance(isUnfilledTaken: Bool) {
    loop.assertInEventLoop()
    let isQueueFilling = queue.isHalfFull
    let (action, isFlushing) = state.withLock { state in
      (state.isStopped ? .rest : state.schedule.woken(isQueueFilling: isQueueFilling), !state.flushes.isEmpty)
    }
    switch action {
    case .take: take(isUnfilledTaken: isUnfilledTaken || isFlushing, isFlushing: isFlushing)
    case .divert: divert(isUnfilledTaken: isUnfilledTaken || isFlushing)
    default: break
    }
  }

  private func take(isUnfilledTaken: Bool, isFlushing: Bool) {
    // Who waits for a flush waits for what is in memory.
    let isSpoolNext = state.withLock { $0.isSpoolNext } && !isFlushing
    var next = isSpoolNext ? takeFromSpool() : takeFromQueue(isUnfilledTaken: isUnfilledTaken)
    if next == nil {
      next = isSpoolNext ? takeFromQueue(isUnfilledTaken: isUnfilledTaken) : takeFromSpool()
    }
    if case .queue = next?.origin {} else if isUnfilledTaken { completeFlushes() }
    guard let next else { return }
    let now = loop.elapsed
    run(
      state.withLock { state in
        state.isSpoolNext = !isSpoolNext
        return state.schedule.begin(next, at: now)
      })
  }

  /// While the collector does not answer, what comes goes to disk as long as there is room.
  private func divert(isUnfilledTaken: Bool) {
    while let parcel = takeFromQueue(isUnfilledTaken: isUnfilledTaken) {
      if putOnDisk(parcel) { continue }
      if case .queue(let batch) = parcel.origin { queue.giveBack(batch) }
      return
    }
    // What is being sent is still in memory, too.
    if isUnfilledTaken, !state.withLock({ $0.schedule.isSending }) { completeFlushes() }
  }

  private func run(_ action: ExportSchedule.Action) {
    switch action {
    case .rest: break
    case .take, .divert: advance(isUnfilledTaken: false)
    case .send(let parcel):
      transport.send(signal, parcel.request, on: loop).hop(to: loop).whenComplete { result in
        let reply = (try? result.get()) ?? .failure
        let now = self.loop.elapsed
        let random = Double.random(in: 0...1)
        self.run(self.state.withLock { $0.schedule.received(reply, at: now, random: random) })
      }
    case .wait(let delay):
      loop.scheduleTask(in: TimeAmount(delay)) {
        self.run(self.state.withLock { $0.schedule.resumed() })
      }
    case .setAside(let parcel, let delay):
      if !putOnDisk(parcel) {
        let now = loop.elapsed
        let kept = state.withLock { $0.schedule.keep(parcel, at: now) }
        if case .finish = kept { return run(kept) }
      }
      run(.wait(delay))
      advance(isUnfilledTaken: false)
    case .finish(let parcel, let outcome):
      account(for: parcel, outcome)
      advance(isUnfilledTaken: false)
    }
  }

  private func takeFromQueue(isUnfilledTaken: Bool) -> Parcel? {
    queue.take(isUnfilledTaken: isUnfilledTaken).map { batch in
      Parcel(origin: .queue(batch), request: transport.encode(signal, batch))
    }
  }

  private func takeFromSpool() -> Parcel? {
    spool?.oldest(of: signal).map { Parcel(origin: .spool($0.entry), request: $0.request) }
  }

  /// Makes sure that a request is on disk; false when there is no place for it.
  private func putOnDisk(_ parcel: Parcel) -> Bool {
    switch parcel.origin {
    case .spool: return true
    case .queue(let batch):
      guard let spool, spool.append(parcel.request, of: signal) else { return false }
      queue.finish(batch, .spooled)
      return true
    }
  }

  /// Counts how a request ended, and forgets it.
  private func account(for parcel: Parcel, _ outcome: BatchOutcome) {
    switch parcel.origin {
    case .queue(let batch): queue.finish(batch, outcome)
    case .spool(let entry):
      if spool?.remove(entry) == true {
        queue.settleSpooled(outcome, recordCount: entry.recordCount)
      }
    }
  }

  private func completeFlushes() {
    let flushes = state.withLock { state in
      defer { state.flushes = [] }
      return state.flushes
    }
    flushes.forEach { $0.succeed() }
  }
}

extension EventLoop {
  /// The loop's own clock, which tests move.
  fileprivate var elapsed: Duration { .nanoseconds(Int64(clamping: now.uptimeNanoseconds)) }
}
