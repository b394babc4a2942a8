/// A canonical prefix code as RFC 1951 (3.2.2) has it: the more frequent a symbol is, the fewer bits.
struct PrefixCode {
  /// By symbol; 0 for one that does not occur.
  private(set) var lengths: [UInt8]
  /// By symbol: its code, the first bit lowest.
  private(set) var codes: [UInt16] = []

  /// The code of least size, but for codes that would be longer than `longest`. At least two symbols get one, for zlib
  /// takes a code of one symbol for damage.
  init(counts: some RandomAccessCollection<UInt32>, longest: Int) {
    let counts = Array(counts)
    lengths = Array(repeating: 0, count: counts.count)
    // Count in the upper half, so that sorting is by count.
    var leaves: [UInt64] = []
    for (symbol, count) in counts.enumerated() where count > 0 { leaves.append(UInt64(count) << 16 | UInt64(symbol)) }
    var spare = 0
    while leaves.count < 2 {
      if counts[spare] == 0 { leaves.append(1 << 16 | UInt64(spare)) }
      spare += 1
    }
    leaves.sort()
    var lengthCounts = Self.lengthCounts(leaves.map { $0 >> 16 }, longest: longest)
    var length = longest
    for leaf in leaves {
      while lengthCounts[length] == 0 { length -= 1 }
      lengthCounts[length] -= 1
      lengths[Int(leaf & 0xFFFF)] = UInt8(length)
    }
    assignCodes(longest: longest)
  }

  /// How many leaves of Huffman's tree lie at each depth, those too deep raised to `longest`.
  private static func lengthCounts(_ counts: [UInt64], longest: Int) -> [Int] {
    let leafCount = counts.count
    var sums = counts
    var parents = [Int](repeating: 0, count: 2 * leafCount - 1)
    var leaf = 0
    var node = leafCount
    // Both leaves and nodes come by rising count: the two smallest are always at the front of either.
    while sums.count < 2 * leafCount - 1 {
      var sum: UInt64 = 0
      for _ in 0..<2 {
        if node >= sums.count || (leaf < leafCount && sums[leaf] <= sums[node]) {
          sum += sums[leaf]
          parents[leaf] = sums.count
          leaf += 1
        } else {
          sum += sums[node]
          parents[node] = sums.count
          node += 1
        }
      }
      sums.append(sum)
    }
    var depths = [Int](repeating: 0, count: sums.count)
    var result = [Int](repeating: 0, count: longest + 1)
    for index in stride(from: sums.count - 2, through: 0, by: -1) {
      depths[index] = depths[parents[index]] + 1
      if index < leafCount { result[min(depths[index], longest)] += 1 }
    }
    // What was raised takes more room than there is. A leaf that moves one level down makes room for one beside it.
    var excess = -(1 << longest)
    for length in 1...longest { excess += result[length] << (longest - length) }
    while excess > 0 {
      var length = longest - 1
      while result[length] == 0 { length -= 1 }
      result[length] -= 1
      result[length + 1] += 2
      result[longest] -= 1
      excess -= 1
    }
    return result
  }

  /// Codes of one length are consecutive, by symbol.
  private mutating func assignCodes(longest: Int) {
    var next = [Int](repeating: 0, count: longest + 2)
    for length in lengths where length > 0 { next[Int(length) + 1] += 1 }
    for length in 1...longest { next[length + 1] = (next[length + 1] + next[length]) << 1 }
    codes = lengths.map { length in
      guard length > 0 else { return 0 }
      let code = next[Int(length)]
      next[Int(length)] += 1
      return Self.reversed(code, bitCount: Int(length))
    }
  }

  private static func reversed(_ code: Int, bitCount: Int) -> UInt16 {
    var rest = code
    var result = 0
    for _ in 0..<bitCount {
      result = result << 1 | rest & 1
      rest >>= 1
    }
    return UInt16(truncatingIfNeeded: result)
  }
}
