import ServiceLifecycle
import Synchronization

/// Wakes those who wait for something to change.
///
/// What they wait for is theirs to look at again: a ring while nobody waits is not kept. So they read a count of
/// rings first, look, and wait only while the count is the same.
package final class Doorbell: Sendable {
  private struct State {
    var ringCount = 0
    var nextWaiter = 0
    var waiters: [Int: CheckedContinuation<Void, Never>] = [:]
  }

  private let state = Mutex(State())

  package init() {}

  package var ringCount: Int { state.withLock { $0.ringCount } }

  package func ring() {
    let waiters = state.withLock { state in
      state.ringCount += 1
      defer { state.waiters = [:] }
      return state.waiters.values
    }
    for waiter in waiters { waiter.resume() }
  }

  /// Waits until the bell has rung more often than `count`, for a limited time; not at all once all is to end.
  package func wait(after count: Int, atMost limit: Duration) async {
    let number = state.withLock { state in
      state.nextWaiter += 1
      return state.nextWaiter
    }
    let timer = Task {
      try? await Task.sleep(for: limit)
      self.leave(number)
    }
    await withTaskCancellationOrGracefulShutdownHandler {
      await withCheckedContinuation { continuation in
        let isLate = state.withLock { state in
          if state.ringCount > count || Task.isCancelled || Task.isShuttingDownGracefully { return true }
          state.waiters[number] = continuation
          return false
        }
        if isLate { continuation.resume() }
      }
    } onCancelOrGracefulShutdown: {
      self.leave(number)
    }
    timer.cancel()
  }

  private func leave(_ number: Int) {
    state.withLock { $0.waiters.removeValue(forKey: number) }?.resume()
  }
}
