/// Makes the numbers of a column small and non-negative before they are split into classes.
///
///     in the descriptor of a column:
///     flag       1: numbers of either sign, as ZigZag
///                0: numbers from a base on
///     base       zigzag varint; only with flag 0
package enum NumberShift: Sendable, Equatable {
  case zigzag
  case from(UInt64)

  /// The shift that suits `numbers`, two's complement.
  package init(for numbers: ArraySlice<UInt64>) {
    var smallest = Int64.max
    for number in numbers { smallest = min(smallest, Int64(bitPattern: number)) }
    self = smallest < 0 ? .zigzag : .from(numbers.isEmpty ? 0 : UInt64(bitPattern: smallest))
  }

  package func apply(to numbers: inout [UInt64]) {
    switch self {
    case .zigzag: for place in numbers.indices { numbers[place] = ZigZag.encode(Int64(bitPattern: numbers[place])) }
    case .from(0): break
    case .from(let base): for place in numbers.indices { numbers[place] &-= base }
    }
  }

  @inline(__always)
  package func undo(_ number: UInt64) -> UInt64 {
    switch self {
    case .zigzag: UInt64(bitPattern: ZigZag.decode(number))
    case .from(let base): number &+ base
    }
  }

  package var flag: UInt8 { self == .zigzag ? 1 : 0 }

  package func writeBase(to writer: inout ByteWriter) {
    if case .from(let base) = self { writer.zigzag(Int64(bitPattern: base)) }
  }

  package init(flag: Bool, _ reader: inout ByteReader) throws(ByteReaderError) {
    self = flag ? .zigzag : .from(UInt64(bitPattern: try reader.zigzag()))
  }
}
