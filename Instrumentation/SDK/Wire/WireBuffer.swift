/// Bytes of protobuf being written, in memory that is kept and used again.
///
/// Copies share memory: a buffer has one user at a time, who got it from a `SignalQueue` and gives it back there.
///
/// Sendable, unchecked: the memory goes from one thread to another only with the buffer, under the queue's lock.
struct WireBuffer: @unchecked Sendable {
  // SAFETY: `capacity` bytes, the first `count` of them written; `deallocate` is called once, by the last user.
  private(set) var base: UnsafeMutablePointer<UInt8>
  var count = 0
  private(set) var capacity: Int

  init(capacity: Int) {
    base = .allocate(capacity: capacity)
    self.capacity = capacity
  }

  func deallocate() { base.deallocate() }

  /// The bytes written so far; valid until the next change.
  var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: base, count: count) }

  mutating func removeAll() { count = 0 }

  /// Takes back what was written after a position.
  mutating func truncate(to count: Int) { self.count = min(self.count, count) }

  @inline(__always)
  mutating func reserve(_ byteCount: Int) {
    if capacity &- count < byteCount { grow(byteCount) }
  }

  @inline(never)
  private mutating func grow(_ byteCount: Int) {
    let larger = max(capacity * 2, count + byteCount)
    let moved = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
    // SAFETY: `count` bytes are initialised, and the new memory has room for more than these.
    moved.update(from: base, count: count)
    base.deallocate()
    base = moved
    capacity = larger
  }

  // SAFETY: in all that follows, every write reserves its bytes first.

  @inline(__always)
  mutating func byte(_ value: UInt8) {
    reserve(1)
    base[count] = value
    count &+= 1
  }

  @inline(__always)
  mutating func varint(_ value: UInt64) {
    reserve(10)
    var rest = value
    while rest >= 0x80 {
      base[count] = UInt8(truncatingIfNeeded: rest) | 0x80
      count &+= 1
      rest >>= 7
    }
    base[count] = UInt8(truncatingIfNeeded: rest)
    count &+= 1
  }

  @inline(__always)
  mutating func fixed64(_ value: UInt64) {
    reserve(8)
    UnsafeMutableRawPointer(base + count).storeBytes(of: value.littleEndian, as: UInt64.self)
    count &+= 8
  }

  @inline(__always)
  mutating func fixed32(_ value: UInt32) {
    reserve(4)
    UnsafeMutableRawPointer(base + count).storeBytes(of: value.littleEndian, as: UInt32.self)
    count &+= 4
  }

  // SAFETY: as above, the bytes are reserved, and what is copied does not overlap them.

  /// Eight bytes in the order of the network, as IDs are written.
  @inline(__always)
  mutating func bigEndian(_ value: UInt64) { fixed64(value.byteSwapped) }

  mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard let source = bytes.baseAddress else { return }
    reserve(bytes.count)
    // SAFETY: the source lies outside of this memory, which has room for it.
    (base + count).update(from: source, count: bytes.count)
    count &+= bytes.count
  }

  mutating func append(_ bytes: [UInt8]) {
    bytes.withUnsafeBufferPointer { append($0) }
  }
}
