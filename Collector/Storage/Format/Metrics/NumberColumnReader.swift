/// Reads columns from the four streams of a group: the inverse of `NumberColumnWriter`.
///
/// No column takes more memory than its stream has bytes for, or than `SegmentLimits.freeColumnCount` numbers.
struct NumberColumnReader {
  private let heads: [UInt8]
  private let classes: [UInt8]
  private let bits: BitBuffer
  private let raw: [UInt8]

  private var headPlace = 0
  private var classPlace = 0
  private var bitPlace = 0
  private var rawPlace = 0
  private var dictionary: [UInt64] = []
  /// The columns that have numbers of their own.
  private var columns: [[UInt64]] = []
  private let remembersColumns: Bool

  init(
    heads: [UInt8], classes: [UInt8], bits: [UInt8], raw: [UInt8], isSmall: Bool
  ) throws(ByteReaderError) {
    self.heads = heads
    self.classes = classes
    self.bits = BitBuffer(bits)
    self.raw = raw
    remembersColumns = isSmall
    if isSmall {
      let count = try numbers(1)[0]
      guard count <= UInt64(max(classes.count, SegmentLimits.freeColumnCount)) else {
        throw damage("the dictionary is larger than its stream")
      }
      dictionary = try numbers(Int(count))
    }
  }

  /// Whether everything has been read.
  var isAtEnd: Bool { headPlace == heads.count && classPlace == classes.count && rawPlace == raw.count }

  private mutating func head() throws(ByteReaderError) -> UInt8 {
    guard headPlace < heads.count else { throw damage("the heads end too early") }
    defer { headPlace += 1 }
    return heads[headPlace]
  }

  private mutating func varint() throws(ByteReaderError) -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while shift < 64 {
      let byte = try head()
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
      shift += 7
    }
    throw damage("a number has more than 64 bits")
  }

  private mutating func read(_ count: Int, _ mode: NumberMode) throws(ByteReaderError) -> [UInt64] {
    guard count <= classes.count - classPlace else { throw damage("the classes end too early") }
    var column: [UInt64] = []
    column.reserveCapacity(count)
    var previous: UInt64 = 0
    var difference: UInt64 = 0
    for _ in 0..<count {
      let numberClass = Int(classes[classPlace])
      classPlace += 1
      guard numberClass < NumberClass.count else { throw damage("a class is not known") }
      let mantissaBitCount = NumberClass.mantissaBitCount(numberClass)
      let mantissa = mantissaBitCount == 0 ? 0 : try bits.bits(at: bitPlace, count: mantissaBitCount)
      bitPlace += mantissaBitCount
      let number = UInt64(bitPattern: ZigZag.decode(NumberClass.base(numberClass) &+ mantissa))
      switch mode {
      case .delta: previous &+= number
      case .deltaOfDelta:
        difference &+= number
        previous &+= difference
      case .zero, .constant, .plain, .same: previous = number
      }
      column.append(previous)
    }
    if remembersColumns { columns.append(column) }
    return column
  }

  private func free(_ count: Int, _ number: UInt64) throws(ByteReaderError) -> [UInt64] {
    guard count <= SegmentLimits.freeColumnCount else { throw damage("a constant column is longer than the limit") }
    return Array(repeating: number, count: count)
  }

  private func damage(_ reason: String) -> ByteReaderError { ByteReaderError(byteOffset: headPlace, reason: reason) }
}

extension NumberColumnReader: PointColumnSource {
  mutating func numbers(_ count: Int) throws(ByteReaderError) -> [UInt64] {
    if count == 0 { return [] }
    guard let mode = NumberMode(rawValue: try head()) else { throw damage("a column's mode is not known") }
    switch mode {
    case .zero: return try free(count, 0)
    case .constant: return try free(count, UInt64(bitPattern: ZigZag.decode(try varint())))
    case .plain, .delta, .deltaOfDelta: return try read(count, mode)
    case .same:
      let index = try varint()
      guard index < UInt64(columns.count), columns[Int(index)].count == count else {
        throw damage("a column refers to one that is not there, or not as long")
      }
      return columns[Int(index)]
    }
  }

  mutating func doubles(_ count: Int) throws(ByteReaderError) -> [UInt64] {
    if count == 0 { return [] }
    guard let mode = DoubleMode(rawValue: try head()) else { throw damage("a column's mode is not known") }
    switch mode {
    case .bits: return try numbers(count)
    case .scaled: return try scaled(count, place: try denominator())
    case .dictionary: return try looked(up: count)
    case .mixed:
      let place = try denominator()
      let marks = try numbers(count)
      var fractions = try scaled(marks.count { $0 == 0 }, place: place)[...]
      var others = try looked(up: marks.count { $0 != 0 })[...]
      return marks.map { ($0 == 0 ? fractions.popFirst() : others.popFirst()) ?? 0 }
    case .raw:
      guard count <= (raw.count - rawPlace) / 8 else { throw damage("the raw doubles end too early") }
      var column: [UInt64] = []
      column.reserveCapacity(count)
      for _ in 0..<count {
        var bits: UInt64 = 0
        for index in 0..<8 { bits |= UInt64(raw[rawPlace + index]) << UInt64(8 * index) }
        column.append(bits)
        rawPlace += 8
      }
      return column
    }
  }

  mutating func random(_ count: Int) throws(ByteReaderError) -> [UInt64] {
    guard count <= bits.bitCount / 64 else { throw damage("the random bits end too early") }
    var column: [UInt64] = []
    for _ in 0..<count {
      column.append(try bits.bits(at: bitPlace, count: 64))
      bitPlace += 64
    }
    return column
  }
}

extension NumberColumnReader {
  /// The place of a denominator.
  private mutating func denominator() throws(ByteReaderError) -> Int {
    let place = Int(try head())
    guard place < ScaledDouble.denominators.count else { throw damage("a denominator is not known") }
    return place
  }

  private mutating func scaled(_ count: Int, place: Int) throws(ByteReaderError) -> [UInt64] {
    try numbers(count).map { ScaledDouble.bits(Int64(bitPattern: $0), place) }
  }

  /// Doubles of the dictionary, by a column of their places.
  private mutating func looked(up count: Int) throws(ByteReaderError) -> [UInt64] {
    var column = try numbers(count)
    for index in column.indices {
      guard column[index] < UInt64(dictionary.count) else { throw damage("a double is not in the dictionary") }
      column[index] = dictionary[Int(column[index])]
    }
    return column
  }
}
