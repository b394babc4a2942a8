import Synchronization
import TelemetryStorage

/// Keeps what `StoreOptions.onDamage` is told.
final class Reports: Sendable {
  private let errors = Mutex<[StoreError]>([])

  func add(_ error: StoreError) { errors.withLock { $0.append(error) } }

  var count: Int { errors.withLock { $0.count } }
}
