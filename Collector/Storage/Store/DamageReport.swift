import Synchronization
import TelemetryStorage

/// Remembers which segments were found damaged, so that each is reported once.
final class DamageReport: Sendable {
  private let segments = Mutex<Set<Int64>>([])
  private let onDamage: @Sendable (StoreError) -> Void

  init(onDamage: @escaping @Sendable (StoreError) -> Void) { self.onDamage = onDamage }

  func add(_ segmentID: Int64, _ error: StoreError) {
    if segments.withLock({ $0.insert(segmentID).inserted }) { onDamage(error) }
  }

  var segmentCount: Int { segmentIDs.count }

  var segmentIDs: Set<Int64> { segments.withLock { $0 } }
}
