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

  // SAFETY: what is called `put` writes into bytes that its caller has reserved; all else reserves them itself.

  @inline(__always)
  mutating func put(_ value: UInt8) {
    base[count] = value
    count &+= 1
  }

  @inline(__always)
  mutating func put(varint value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      put(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    put(UInt8(truncatingIfNeeded: rest))
  }

  /// The first bytes of a text, as many as asked for.
  @inline(__always)
  mutating func put(utf8Of text: String, byteCount: Int) {
    let target = base + count
    let isWritten: Void? = text.utf8.withContiguousStorageIfAvailable { source in
      if let start = source.baseAddress { target.update(from: start, count: byteCount) }
    }
    if isWritten == nil {
      for (index, byte) in text.utf8.prefix(byteCount).enumerated() { target[index] = byte }
    }
    count &+= byteCount
  }

  /// Bytes of the longest tag and length.
  static let largestFieldHead = 1 + 10

  @inline(__always)
  mutating func byte(_ value: UInt8) {
    reserve(1)
    put(value)
  }

  @inline(__always)
  mutating func varint(_ value: UInt64) {
    reserve(10)
    put(varint: value)
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

  /// Appends what a literal consists of.
  @inline(__always)
  mutating func append(_ text: StaticString) {
    // SAFETY: a literal of several characters has a pointer to its bytes, which live for ever.
    append(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  mutating func append(_ bytes: [UInt8]) {
    bytes.withUnsafeBufferPointer { append($0) }
  }
}
