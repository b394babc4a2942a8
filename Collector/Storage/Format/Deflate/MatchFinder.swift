/// Finds where the bytes at a place occurred before, in the latest 32 KiB: chains of places by a hash of four bytes.
///
/// Follows a bounded number of links for each place, so that no text takes long.
struct MatchFinder: ~Copyable {
  struct Match: BitwiseCopyable {
    let length: Int
    let distance: Int

    static let none = Match(length: 0, distance: 0)
  }

  /// As many bytes as the hash is made of.
  static let shortestLength = 4
  /// The longest match that RFC 1951 can express.
  static let longestLength = 258
  /// So many bytes must follow a place that is searched for or inserted.
  static let lookAheadByteCount = 8
  /// How many links are followed, as a rule.
  static let tries = 16
  /// The search ends with a match of this length.
  private static let niceLength = 96
  /// RFC 1951 allows for one more; the chain has no place for it.
  private static let longestDistance = windowByteCount - 1
  private static let windowByteCount = 32_768
  private static let hashBitCount = 15

  // SAFETY: allocated here, freed by `deinit`; indexes are hashes and places modulo the window.
  /// By hash: the latest place with it, counted from the beginning of all streams and from 1 on; 0 for none.
  private let heads: UnsafeMutablePointer<UInt32>
  /// By place modulo the window: the place before it with the same hash, as in `heads`.
  private let links: UnsafeMutablePointer<UInt32>
  /// How many bytes the streams before this one had, plus one.
  private var origin = 1
  private var byteCount = 0

  init() {
    heads = .allocate(capacity: 1 << Self.hashBitCount)
    links = .allocate(capacity: Self.windowByteCount)
    heads.initialize(repeating: 0, count: 1 << Self.hashBitCount)
    links.initialize(repeating: 0, count: Self.windowByteCount)
  }

  deinit {
    heads.deallocate()
    links.deallocate()
  }

  /// Begins a stream. Places of those before lie before its beginning: they need not be cleared.
  mutating func begin(byteCount: Int) {
    precondition(byteCount <= Int(Int32.max), "callers bound what they compress")
    origin += self.byteCount
    self.byteCount = byteCount
    if origin > Int(Int32.max) {
      // SAFETY: it is as long as that.
      heads.update(repeating: 0, count: 1 << Self.hashBitCount)
      origin = 1
    }
  }

  @inline(__always)
  mutating func insert(_ place: Int, _ bytes: UnsafePointer<UInt8>) {
    let hash = Self.hash(bytes, place)
    links[place & (Self.windowByteCount &- 1)] = heads[hash]
    heads[hash] = UInt32(truncatingIfNeeded: place &+ origin)
  }

  /// The longest match at a place that is not inserted yet, if it is longer than `shortest`, which is 3 at least; the
  /// nearest of them.
  ///
  // SAFETY: words of 4 bytes begin at most `length - 3` bytes behind a place, and more than `length` bytes follow it.
  func longestMatch(
    at place: Int, _ bytes: UnsafePointer<UInt8>, _ count: Int, longerThan shortest: Int, tries: Int
  ) -> Match {
    let limit = min(Self.longestLength, count &- place)
    var length = shortest
    var distance = 0
    if length >= limit { return .none }
    let lowest = max(0, place &- Self.longestDistance)
    let start = Self.word(bytes, place)
    var end = Self.word(bytes, place &+ length &- 3)
    var candidate = Int(heads[Self.hash(bytes, place)]) &- origin
    var triesLeft = tries
    while candidate >= lowest, triesLeft > 0 {
      triesLeft &-= 1
      if Self.word(bytes, candidate &+ length &- 3) == end, Self.word(bytes, candidate) == start {
        let shared = Self.sharedByteCount(bytes, candidate, place, limit: limit)
        if shared > length {
          length = shared
          distance = place &- candidate
          if length >= Self.niceLength || length == limit { break }
          end = Self.word(bytes, place &+ length &- 3)
        }
      }
      let next = Int(links[candidate & (Self.windowByteCount &- 1)]) &- origin
      // A link of a place that has left the window since leads anywhere.
      if next >= candidate { break }
      candidate = next
    }
    return distance > 0 ? Match(length: length, distance: distance) : .none
  }

  /// How many bytes are the same from two places on, `limit` and `longestLength` at most.
  ///
  // SAFETY: `limit` bytes follow both places.
  @inline(__always)
  static func sharedByteCount(_ text: UnsafePointer<UInt8>, _ left: Int, _ right: Int, limit: Int) -> Int {
    let limit = min(limit, longestLength)
    let bytes = UnsafeRawPointer(text)
    var count = 0
    while count &+ 8 <= limit {
      let difference =
        bytes.loadUnaligned(fromByteOffset: left &+ count, as: UInt64.self)
        ^ bytes.loadUnaligned(fromByteOffset: right &+ count, as: UInt64.self)
      if difference != 0 { return count &+ UInt64(littleEndian: difference).trailingZeroBitCount / 8 }
      count &+= 8
    }
    while count < limit, text[left &+ count] == text[right &+ count] { count &+= 1 }
    return count
  }

  // SAFETY: four bytes follow the place.
  @inline(__always)
  private static func word(_ bytes: UnsafePointer<UInt8>, _ place: Int) -> UInt32 {
    UnsafeRawPointer(bytes).loadUnaligned(fromByteOffset: place, as: UInt32.self)
  }

  @inline(__always)
  private static func hash(_ bytes: UnsafePointer<UInt8>, _ place: Int) -> Int {
    Int(truncatingIfNeeded: (word(bytes, place) &* 0x9E37_79B1) &>> UInt32(32 &- hashBitCount))
  }
}
