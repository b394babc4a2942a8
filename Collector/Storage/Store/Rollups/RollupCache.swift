import Rollups
import Synchronization
import TelemetryStorage

/// Decoded rollups: the most recently used sealed ones within a bound of bytes, and that of the spans not sealed yet.
///
/// A rollup is made of one segment, which never changes, and its ID is never used again: nothing sealed is out of date.
final class RollupCache: Sendable {
  private struct Slot {
    let columns: RollupColumns
    var lastUse: UInt64
  }

  private struct Key: Hashable {
    let id: Int64
    let resolution: RollupResolution
  }

  private struct State {
    var slots: [Key: Slot] = [:]
    var byteCount = 0
    var useCount: UInt64 = 0
  }

  /// The rollup of exactly these level-0 segments.
  struct Unsealed {
    let segmentIDs: [Int64]
    let columns: RollupColumns
    let damagedCount: Int
  }

  private let byteLimit: Int
  private let state = Mutex(State())
  private let unsealed = Mutex<Unsealed?>(nil)

  init(byteLimit: Int) { self.byteLimit = byteLimit }

  func sealed(_ id: Int64, _ resolution: RollupResolution) -> RollupColumns? {
    let key = Key(id: id, resolution: resolution)
    return state.withLock { state in
      state.useCount += 1
      state.slots[key]?.lastUse = state.useCount
      return state.slots[key]?.columns
    }
  }

  func keep(_ columns: RollupColumns, _ id: Int64) {
    let key = Key(id: id, resolution: columns.resolution)
    state.withLock { state in
      guard columns.byteCount <= byteLimit, state.slots[key] == nil else { return }
      state.useCount += 1
      state.slots[key] = Slot(columns: columns, lastUse: state.useCount)
      state.byteCount += columns.byteCount
      if state.byteCount > byteLimit { Self.trim(&state, to: byteLimit - byteLimit / 8) }
    }
  }

  /// Some more than necessary at once, so that sorting them is rare.
  private static func trim(_ state: inout State, to byteLimit: Int) {
    let oldestFirst = state.slots.sorted { $0.value.lastUse < $1.value.lastUse }
    for (key, slot) in oldestFirst {
      if state.byteCount <= byteLimit { return }
      state.slots[key] = nil
      state.byteCount -= slot.columns.byteCount
    }
  }

  /// The rollup of these level-0 segments as it was kept, or else as `make` makes it.
  ///
  /// One caller at a time makes it: those that come meanwhile wait, and as a rule need what it made.
  func unsealed(
    _ segmentIDs: [Int64], make: () throws(StoreError) -> Unsealed
  ) throws(StoreError) -> Unsealed {
    try unsealed.withLock { (unsealed) throws(StoreError) in
      if let unsealed, unsealed.segmentIDs == segmentIDs { return unsealed }
      let made = try make()
      unsealed = made
      return made
    }
  }

  /// About how much memory the sealed ones take.
  var byteCount: Int { state.withLock { $0.byteCount } }
}
