import Synchronization

/// Something that was read of segments, the most recently used ones, within a bound of bytes.
///
/// A segment never changes and its ID is never used again, so nothing in here can be out of date.
final class SegmentCache<Value: Sendable>: Sendable {
  private struct Slot {
    let value: Value
    let byteCount: Int
    var lastUse: UInt64
  }

  private struct State {
    var slots: [Int64: Slot] = [:]
    var byteCount = 0
    var useCount: UInt64 = 0
  }

  private let byteLimit: Int
  private let measure: @Sendable (Value) -> Int
  private let state = Mutex(State())

  /// - Parameter measure: about how many bytes of memory a value takes.
  init(byteLimit: Int, measure: @escaping @Sendable (Value) -> Int) {
    self.byteLimit = byteLimit
    self.measure = measure
  }

  /// The value as it was kept, or else as `read` makes it. Two calls at once may both read it.
  func value<Failure: Error>(
    of segmentID: Int64, read: () throws(Failure) -> Value
  ) throws(Failure) -> Value {
    if let kept = kept(segmentID) { return kept }
    let value = try read()
    keep(value, of: segmentID)
    return value
  }

  /// About how much memory the values take.
  var byteCount: Int { state.withLock { $0.byteCount } }

  /// The value, if it was kept.
  func kept(_ segmentID: Int64) -> Value? {
    state.withLock { state in
      state.useCount += 1
      state.slots[segmentID]?.lastUse = state.useCount
      return state.slots[segmentID]?.value
    }
  }

  private func keep(_ value: Value, of segmentID: Int64) {
    let byteCount = measure(value)
    guard byteCount <= byteLimit else { return }
    state.withLock { state in
      guard state.slots[segmentID] == nil else { return }
      state.useCount += 1
      state.slots[segmentID] = Slot(value: value, byteCount: byteCount, lastUse: state.useCount)
      state.byteCount += byteCount
      // Some hundred fit at most, so that looking through all is quick.
      while state.byteCount > byteLimit, let oldest = state.slots.min(by: { $0.value.lastUse < $1.value.lastUse }) {
        state.slots[oldest.key] = nil
        state.byteCount -= oldest.value.byteCount
      }
    }
  }
}
