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
  }

  private let signal: Signal
  private let queue: SignalQueue
  private let transport: any ExportTransport
  private let loop: any EventLoop
  private let state: Mutex<State>

  init(
    _ signal: Signal, queue: SignalQueue, transport: any ExportTransport, on loop: any EventLoop, retry: RetryPolicy
  ) {
    self.signal = signal
    self.queue = queue
    self.transport = transport
    self.loop = loop
    state = Mutex(State(schedule: ExportSchedule(retry)))
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

  /// Fulfilled when what is in the queue now has been sent or given up.
  func flush() -> EventLoopFuture<Void> {
    let promise = loop.makePromise(of: Void.self)
    loop.execute {
      self.state.withLock { $0.flushes.append(promise) }
      self.advance(isUnfilledTaken: true)
    }
    return promise.futureResult
  }

  /// Stops at once: what has not been sent is counted as failed.
  func stop() -> EventLoopFuture<Void> {
    loop.submit {
      let (timer, action) = self.state.withLock { state in
        state.isStopped = true
        return (state.timer, state.schedule.abandon())
      }
      timer?.cancel()
      if case .finish(let batch, let outcome) = action { self.queue.finish(batch, outcome) }
      while let batch = self.queue.take(isUnfilledTaken: true) { self.queue.finish(batch, .failed) }
      self.completeFlushes()
    }
  }

  private func advance(isUnfilledTaken: Bool) {
    loop.assertInEventLoop()
    guard case .take = state.withLock({ $0.isStopped ? .rest : $0.schedule.woken() }) else { return }
    let isFlushing = state.withLock { !$0.flushes.isEmpty }
    guard let batch = queue.take(isUnfilledTaken: isUnfilledTaken || isFlushing) else {
      return completeFlushes()
    }
    let now = loop.elapsed
    run(state.withLock { $0.schedule.begin(batch, at: now) })
  }

  private func run(_ action: ExportSchedule.Action) {
    switch action {
    case .rest, .take: break
    case .send(let batch):
      transport.send(signal, batch, on: loop).hop(to: loop).whenComplete { result in
        let reply = (try? result.get()) ?? .failure
        let now = self.loop.elapsed
        let random = Double.random(in: 0...1)
        self.run(self.state.withLock { $0.schedule.received(reply, at: now, random: random) })
      }
    case .wait(let delay):
      loop.scheduleTask(in: TimeAmount(delay)) { self.run(self.state.withLock { $0.schedule.resumed() }) }
    case .finish(let batch, let outcome):
      queue.finish(batch, outcome)
      advance(isUnfilledTaken: false)
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
