/// What the symbols of a column mean: its frequent values and, for all others, the classes of their numbers.
///
///     table in the "columns" stream (varints):
///     number of symbols n, then n entries; the symbol of an entry is its place, frequent ones first:
///       0            predicted: the token remembered at the column's source
///       1, v         exactly v
///       2 + c        a number of class c (`NumberClass`); its mantissa follows in the bit stream
///
/// With one entry, symbols are not stored at all. `SymbolEncoder` makes tables; this is the reading half.
package struct SymbolTable: Sendable {
  /// What an entry is.
  enum Entry {
    static let predicted = 0
    static let exact = 1
    static let firstClass = 2
  }

  static let largestCount = 256

  package init() {}

  /// All entries of all columns: mantissa bit counts (`predictedMark` for a prediction) and smallest numbers.
  package private(set) var mantissaBitCounts: [UInt8] = []
  package private(set) var bases: [UInt64] = []

  package static let predictedMark: UInt8 = 255

  /// How many bits follow the symbol of an entry in the bit stream.
  @inline(__always)
  package func storedBitCount(_ entry: Int) -> Int {
    let count = mantissaBitCounts[entry]
    return count == Self.predictedMark ? 0 : Int(count)
  }

  /// The same for some symbols of a column whose entries begin at `first`.
  func storedBitCount(of symbols: ArraySlice<UInt8>, _ first: Int) -> Int {
    var count = 0
    for symbol in symbols { count &+= storedBitCount(first &+ Int(symbol)) }
    return count
  }

  /// Reads a table and returns where its entries lie.
  ///
  /// - Parameter classBitCount: overrides the mantissa size of classes, for numbers of a fixed size; else `nil`.
  package mutating func append(
    _ reader: inout ByteReader, allowsPrediction: Bool, classBitCount: UInt8? = nil
  ) throws(ByteReaderError) -> Range<Int> {
    let start = bases.count
    let count = try reader.index(below: Self.largestCount + 1)
    guard count > 0 else { throw ByteReaderError(byteOffset: reader.offset, reason: "a column has no symbols") }
    for _ in 0..<count {
      switch try reader.index(below: Entry.firstClass + NumberClass.count) {
      case Entry.predicted:
        guard allowsPrediction else {
          throw ByteReaderError(byteOffset: reader.offset, reason: "a column without a source predicts")
        }
        mantissaBitCounts.append(Self.predictedMark)
        bases.append(0)
      case Entry.exact:
        mantissaBitCounts.append(0)
        bases.append(try reader.varint())
      case let entry:
        let numberClass = entry - Entry.firstClass
        mantissaBitCounts.append(classBitCount ?? UInt8(NumberClass.mantissaBitCount(numberClass)))
        bases.append(classBitCount == nil ? NumberClass.base(numberClass) : 0)
      }
    }
    return start..<bases.count
  }
}
