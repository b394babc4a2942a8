import CFaultVFS
import Synchronization

/// A SQLite VFS of its own for one test, whose calls can be made to fail; see `fault_vfs.h`.
final class FaultVFS {
  let name: String
  private let instance: OpaquePointer
  private static let nextNumber = Atomic(1)

  init() throws {
    name = "skein-fault-\(Self.nextNumber.add(1, ordering: .relaxed).newValue)"
    guard let instance = skein_fault_create(name) else { throw CreationError() }
    self.instance = instance
  }

  deinit { skein_fault_destroy(instance) }

  func arm(_ fault: Fault) {
    skein_fault_arm(instance, fault.operation, fault.nth, fault.mode, fault.systemError)
  }

  func disarm() { skein_fault_disarm(instance) }

  func calls(of operation: skein_fault_operation) -> Int { skein_fault_calls(instance, operation) }

  var hits: Int { skein_fault_hits(instance) }

  func losePower() { skein_fault_lose_power(instance) }

  /// The number of sectors that the power loss destroyed; negative when connections are still open.
  func restart(seed: UInt64, survivingPercent: Int32) -> Int { skein_fault_restart(instance, seed, survivingPercent) }

  struct CreationError: Error {}
}

/// Which call fails, and how.
struct Fault: CustomStringConvertible {
  var operation: skein_fault_operation
  var nth: Int
  var mode: skein_fault_mode
  var systemError: Int32

  var description: String { "\(operation.word) \(nth), \(mode.word), errno \(systemError)" }
}

extension skein_fault_operation {
  var word: String {
    switch self {
    case skein_fault_read: "read"
    case skein_fault_write: "write"
    case skein_fault_sync: "sync"
    case skein_fault_truncate: "truncate"
    case skein_fault_open: "open"
    default: "shared memory"
    }
  }
}

extension skein_fault_mode {
  var word: String {
    switch self {
    case skein_fault_once: "once"
    case skein_fault_sticky: "sticky"
    default: "crash"
    }
  }
}
