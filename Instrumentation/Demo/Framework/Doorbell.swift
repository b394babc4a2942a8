import Synchronization

/// Wakes those who wait for something to change.
///
/// What they wait for is theirs to look at again: a ring while nobody waits is not kept. So they read a count of
/// rings first, look, and wait only while the count is the same.
final class Doorbell: Sendable {
  private struct State {
    var ringCount = 0
    var nextWaiter = 0
    var waiters: [Int: CheckedContinuation<Void, Never>] = [:]
  }

  private let state = Mutex(State())

  var ringCount: Int { state.withLock { $0.ringCount } }

  func ring() {
    let waiters = state.withLock { state in
      state.ringCount += 1
      defer { state.waiters = [:] }
      return state.waiters.values
    }
    for waiter in waiters { waiter.resume() }
  }

  /// Waits until the bell has rung more often than `count`, for a limited time.
  func wait(after count: Int, atMost limit: Duration) async {
    let number = state.withLock { state in
      state.nextWaiter += 1
      return state.nextWaiter
    }
    let timer = Task {
      try? await Task.sleep(for: limit)
      self.leave(number)
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isLate = state.withLock { state in
          if state.ringCount > count || Task.isCancelled { return true }
          state.waiters[number] = continuation
          return false
        }
        if isLate { continuation.resume() }
      }
    } onCancel: {
      leave(number)
    }
    timer.cancel()
  }

  private func leave(_ number: Int) {
    state.withLock { $0.waiters.removeValue(forKey: number) }?.resume()
  }
}
