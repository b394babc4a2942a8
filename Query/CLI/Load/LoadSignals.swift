import Glibc
import Synchronization
import UnixSignals

/// Ctrl-C and SIGTERM: the first ends the load and shows what came of it, the second ends the process.
final class LoadSignals: Sendable {
  private let count = Atomic(0)
  private let task = Mutex<Task<Void, Never>?>(nil)

  init() {
    let watching = Task { [weak self] in
      for await _ in await UnixSignalsSequence(trapping: .sigint, .sigterm) {
        guard let self else { return }
        if count.add(1, ordering: .relaxed).oldValue > 0 { _exit(130) }
      }
    }
    task.withLock { $0 = watching }
  }

  var areRaised: Bool { count.load(ordering: .relaxed) > 0 }

  func end() { task.withLock { $0 }?.cancel() }
}
