/// How RFC 1951 (3.2.5) writes lengths and distances: a symbol, and extra bits behind its code.
enum DeflateAlphabet {
  /// Literals 0 to 255, the end of a block, and 29 symbols for lengths.
  static let literalCount = 286
  static let endOfBlock = 256
  static let firstLength = 257
  static let distanceCount = 30

  /// By length symbol, counted from 0: the shortest length and the number of extra bits.
  private static let lengths: [(base: Int, extraBitCount: Int)] = (0..<29).map { symbol in
    if symbol == 28 { return (258, 0) }
    if symbol < 8 { return (3 + symbol, 0) }
    let extraBitCount = symbol / 4 - 1
    return (3 + (4 + symbol % 4) << extraBitCount, extraBitCount)
  }

  /// By length: the symbol counted from 0, the extra bits, and how many.
  static let lengthCodes: [(symbol: UInt8, extra: UInt8, extraBitCount: UInt8)] = (0...258).map { length in
    guard let symbol = lengths.lastIndex(where: { $0.base <= length }) else { return (0, 0, 0) }
    return (UInt8(symbol), UInt8(length - lengths[symbol].base), UInt8(lengths[symbol].extraBitCount))
  }

  /// The symbol of a distance from 1 on.
  @inline(__always)
  static func symbol(ofDistance distance: Int) -> Int {
    let rest = distance &- 1
    if rest < 4 { return rest }
    let highest = 63 &- rest.leadingZeroBitCount
    return 2 &* highest &+ (rest &>> (highest &- 1) & 1)
  }

  @inline(__always)
  static func extraBitCount(ofDistanceSymbol symbol: Int) -> Int { max(0, symbol / 2 &- 1) }

  /// The extra bits of a distance.
  @inline(__always)
  static func extra(ofDistance distance: Int, bitCount: Int) -> Int { (distance &- 1) & (1 &<< bitCount &- 1) }

  /// In which order the lengths of the codes for code lengths are written.
  static let codeLengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]
}
