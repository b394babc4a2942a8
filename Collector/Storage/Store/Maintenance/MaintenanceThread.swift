import Foundation
import Synchronization
import TelemetryStorage

/// Runs maintenance on a thread of its own until it is told to stop.
///
/// As long as level 0 stays within what is held back, it rests as long as it has worked, so that ingest has at least
/// half of a core that both need. When level 0 grows beyond that, it does not rest.
final class MaintenanceThread: Sendable {
  private static let pause = Duration.milliseconds(250)
  private static let longestBackOff = Duration.seconds(60)

  private struct State {
    var isStopping = false
    var isOver = false
  }

  private let state = Mutex(State())
  private let changes = NSCondition()

  /// - Parameter makeMaintenance: called on the new thread.
  func start(_ makeMaintenance: @escaping @Sendable () -> Maintenance) {
    let thread = Thread { [self] in
      run(makeMaintenance())
      changes.lock()
      state.withLock { $0.isOver = true }
      changes.broadcast()
      changes.unlock()
    }
    thread.name = "skein.merge"
    thread.start()
  }

  /// Returns when the thread has finished the step that it is at.
  func stop() {
    changes.lock()
    defer { changes.unlock() }
    state.withLock { $0.isStopping = true }
    changes.broadcast()
    while !state.withLock({ $0.isOver }) { changes.wait() }
  }

  private func run(_ maintenance: Maintenance) {
    var failureCount = 0
    while !state.withLock({ $0.isStopping }) {
      let begin = ContinuousClock.now
      do {
        switch try maintenance.step() {
        case .worked: if !maintenance.isBehind { rest(min(ContinuousClock.now - begin, Self.pause)) }
        case .idle: rest(Self.pause)
        }
        failureCount = 0
      } catch {
        // Counted already. A full disk takes a while to go away.
        failureCount += 1
        rest(min(.milliseconds(500 << min(failureCount, 10)), Self.longestBackOff))
      }
    }
  }

  private func rest(_ duration: Duration) {
    let end = Date(timeIntervalSinceNow: duration / .seconds(1))
    changes.lock()
    defer { changes.unlock() }
    while !state.withLock({ $0.isStopping }), changes.wait(until: end) {}
  }
}
