import SegmentFormat
import Synchronization
import TelemetryStorage

/// Opened level-1 segments, the most recently used ones, within a bound of bytes.
///
/// A segment never changes and its ID is never used again, so nothing in here can be out of date.
final class LevelOneCache: Sendable {
  fileprivate struct Slot {
    let segment: LevelOneSegment
    let byteCount: Int
    var lastUse: UInt64
  }

  fileprivate struct State {
    var slots: [Int64: Slot] = [:]
    var byteCount = 0
    var useCount: UInt64 = 0
  }

  /// An opened segment takes about so many times the bytes that it takes in the file.
  fileprivate static let openedByteFactor = 6

  private let byteLimit: Int
  private let state = Mutex(State())

  init(byteLimit: Int) { self.byteLimit = byteLimit }

  /// The segment as it was kept, or else as `open` makes it. Two calls at once may both open it.
  func segment(
    _ entry: SegmentEntry, open: () throws(StoreError) -> LevelOneSegment
  ) throws(StoreError) -> LevelOneSegment {
    if let kept = state.withLock({ $0.use(entry.id) }) { return kept }
    let opened = try open()
    state.withLock { $0.keep(opened, entry, byteLimit: byteLimit) }
    return opened
  }

  /// For tests.
  var byteCount: Int { state.withLock { $0.byteCount } }
}

extension LevelOneCache.State {
  fileprivate mutating func use(_ id: Int64) -> LevelOneSegment? {
    useCount += 1
    slots[id]?.lastUse = useCount
    return slots[id]?.segment
  }

  fileprivate mutating func keep(_ segment: LevelOneSegment, _ entry: SegmentEntry, byteLimit: Int) {
    let byteCount = entry.byteCount * LevelOneCache.openedByteFactor
    guard byteCount <= byteLimit, slots[entry.id] == nil else { return }
    useCount += 1
    slots[entry.id] = .init(segment: segment, byteCount: byteCount, lastUse: useCount)
    self.byteCount += byteCount
    // A handful of segments fit, so that looking through all is quick.
    while self.byteCount > byteLimit, let oldest = slots.min(by: { $0.value.lastUse < $1.value.lastUse }) {
      slots[oldest.key] = nil
      self.byteCount -= oldest.value.byteCount
    }
  }
}
