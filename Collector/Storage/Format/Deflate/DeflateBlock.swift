/// Gathers literals and matches and writes them as blocks with codes of their own (RFC 1951, 3.2.7).
///
/// A block ends after a number of symbols: what follows in a dictionary is of another key, as a rule, with other
/// frequent bytes.
struct DeflateBlock: ~Copyable {
  /// The fewer, the better the codes fit; a block begins with some 70 bytes of codes.
  private static let symbolLimit = 8_192
  /// The code of a length and its extra bits, the code of a distance and its extra bits: at most 48 bits.
  private static let bytesPerSymbol = 6
  /// More than the codes at the beginning and the end of a block take.
  private static let headByteCount = 1_024

  private static let countsCount = DeflateAlphabet.literalCount + DeflateAlphabet.distanceCount

  // SAFETY: allocated here, freed by `deinit`. `add` is not called when the block is full; `write` puts at most
  // `bytesPerSymbol` bytes for each symbol behind the head, and eight more.
  /// The length of a match in the upper half and its distance in the lower, or a literal in the upper half and 0.
  private let symbols: UnsafeMutablePointer<UInt32>
  private let bytes: UnsafeMutablePointer<UInt8>
  private var symbolCount = 0
  /// How often each symbol occurs in the block: first those of literals and lengths, then those of distances.
  private let counts: UnsafeMutablePointer<UInt32>

  // What is written of the block, and the bits that are no whole byte yet
  private var byteCount = 0
  private var pending: UInt64 = 0
  private var pendingCount = 0

  init() {
    symbols = .allocate(capacity: Self.symbolLimit)
    bytes = .allocate(capacity: Self.symbolLimit * Self.bytesPerSymbol + Self.headByteCount)
    counts = .allocate(capacity: Self.countsCount)
    counts.initialize(repeating: 0, count: Self.countsCount)
  }

  deinit {
    symbols.deallocate()
    bytes.deallocate()
    counts.deallocate()
  }

  /// Begins a stream.
  mutating func begin() {
    clear()
    pending = 0
    pendingCount = 0
  }

  var isFull: Bool { symbolCount == Self.symbolLimit }

  @inline(__always)
  mutating func add(literal: UInt8) {
    symbols[symbolCount] = UInt32(literal) << 16
    symbolCount &+= 1
    counts[Int(literal)] &+= 1
  }

  @inline(__always)
  mutating func add(length: Int, distance: Int) {
    symbols[symbolCount] = UInt32(truncatingIfNeeded: length) << 16 | UInt32(truncatingIfNeeded: distance)
    symbolCount &+= 1
    counts[DeflateAlphabet.firstLength &+ Int(lengthCodes[length].symbol)] &+= 1
    counts[DeflateAlphabet.literalCount &+ DeflateAlphabet.symbol(ofDistance: distance)] &+= 1
  }

  /// Asking for a global costs a call.
  private let lengthCodes = DeflateAlphabet.lengthCodes

  /// Appends the block to `output`, but for the bits behind its last whole byte; those, too, when it is the last one.
  mutating func write(isLast: Bool, into output: inout [UInt8]) {
    counts[DeflateAlphabet.endOfBlock] = 1
    // SAFETY: there are so many of them.
    let counts = UnsafeBufferPointer(start: counts, count: Self.countsCount)
    let literals = PrefixCode(counts: counts[..<DeflateAlphabet.literalCount], longest: 15)
    let distances = PrefixCode(counts: counts[DeflateAlphabet.literalCount...], longest: 15)
    byteCount = 0
    put(isLast ? 1 : 0, 1)
    put(2, 2)
    writeCodes(literals, distances)
    writeSymbols(literals, distances)
    put(UInt64(literals.codes[DeflateAlphabet.endOfBlock]), Int(literals.lengths[DeflateAlphabet.endOfBlock]))
    if isLast { put(0, -pendingCount & 7) }
    // SAFETY: so many were written.
    output.append(contentsOf: UnsafeBufferPointer(start: bytes, count: byteCount))

    clear()
  }

  private mutating func clear() {
    symbolCount = 0
    // SAFETY: there are so many of them.
    counts.update(repeating: 0, count: Self.countsCount)
  }

  private mutating func writeSymbols(_ literals: PrefixCode, _ distances: PrefixCode) {
    // The code in the upper half, its length in the lower.
    let literalCodes = zip(literals.codes, literals.lengths).map { UInt32($0) << 16 | UInt32($1) }
    for index in 0..<symbolCount {
      let high = Int(symbols[index] >> 16)
      let distance = Int(symbols[index] & 0xFFFF)
      if distance == 0 {
        put(UInt64(literalCodes[high] >> 16), Int(literalCodes[high] & 0xFFFF))
        continue
      }
      let length = lengthCodes[high]
      let code = literalCodes[DeflateAlphabet.firstLength &+ Int(length.symbol)]
      var bits = UInt64(code >> 16)
      var count = Int(code & 0xFFFF)
      bits |= UInt64(length.extra) &<< UInt64(count)
      count &+= Int(length.extraBitCount)
      let symbol = DeflateAlphabet.symbol(ofDistance: distance)
      bits |= UInt64(distances.codes[symbol]) &<< UInt64(count)
      count &+= Int(distances.lengths[symbol])
      let extraBitCount = DeflateAlphabet.extraBitCount(ofDistanceSymbol: symbol)
      bits |= UInt64(DeflateAlphabet.extra(ofDistance: distance, bitCount: extraBitCount)) &<< UInt64(count)
      put(bits, count &+ extraBitCount)
    }
  }

  /// The two codes as the lengths of their codes: a sequence of which runs are shortened, in a third code.
  private mutating func writeCodes(_ literals: PrefixCode, _ distances: PrefixCode) {
    let literalCount = max(257, (literals.lengths.lastIndex { $0 > 0 } ?? 0) + 1)
    let distanceCount = max(1, (distances.lengths.lastIndex { $0 > 0 } ?? 0) + 1)
    let runs = Self.runs(Array(literals.lengths[..<literalCount] + distances.lengths[..<distanceCount]))
    var counts = [UInt32](repeating: 0, count: DeflateAlphabet.codeLengthOrder.count)
    for run in runs { counts[run.symbol] += 1 }
    let code = PrefixCode(counts: counts, longest: 7)
    let codeLengths = DeflateAlphabet.codeLengthOrder.map { code.lengths[$0] }
    let codeLengthCount = max(4, (codeLengths.lastIndex { $0 > 0 } ?? 0) + 1)
    put(UInt64(literalCount - 257), 5)
    put(UInt64(distanceCount - 1), 5)
    put(UInt64(codeLengthCount - 4), 4)
    for length in codeLengths[..<codeLengthCount] { put(UInt64(length), 3) }
    for run in runs {
      put(UInt64(code.codes[run.symbol]), Int(code.lengths[run.symbol]))
      put(UInt64(run.extra), run.extraBitCount)
    }
  }

  /// Symbols 0 to 15 are lengths; 16 repeats the length before it 3 to 6 times, 17 and 18 are 3 to 10 and 11 to 138 zeros.
  private static func runs(_ lengths: [UInt8]) -> [(symbol: Int, extra: Int, extraBitCount: Int)] {
    var result: [(symbol: Int, extra: Int, extraBitCount: Int)] = []
    var place = 0
    while place < lengths.count {
      let length = lengths[place]
      var rest = lengths[place...].prefix { $0 == length }.count
      place += rest
      if length > 0 {
        result.append((Int(length), 0, 0))
        rest -= 1
      }
      while rest >= 3 {
        let longest = length > 0 ? 6 : 138
        let count = min(rest, longest)
        if length > 0 {
          result.append((16, count - 3, 2))
        } else {
          result.append(count <= 10 ? (17, count - 3, 3) : (18, count - 11, 7))
        }
        rest -= count
      }
      for _ in 0..<rest { result.append((Int(length), 0, 0)) }
    }
    return result
  }

  /// Writes the low `count` bits, at most 48; the others are zero.
  @inline(__always)
  private mutating func put(_ bits: UInt64, _ count: Int) {
    pending |= bits &<< UInt64(pendingCount)
    pendingCount &+= count
    // SAFETY: as above.
    UnsafeMutableRawPointer(bytes).storeBytes(of: pending.littleEndian, toByteOffset: byteCount, as: UInt64.self)
    byteCount &+= pendingCount &>> 3
    pending &>>= UInt64(pendingCount & ~7)
    pendingCount &= 7
  }
}
