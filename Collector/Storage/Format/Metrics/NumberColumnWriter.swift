import TelemetryModel

/// How a column of integers is stored; the first byte of its head.
enum NumberMode: UInt8 {
  /// All zero. Nothing follows.
  case zero = 0
  /// All the same. A zigzag follows.
  case constant = 1
  /// Each as it is, zigzag.
  case plain = 2
  /// Each less the one before.
  case delta = 3
  /// Each difference less the one before.
  case deltaOfDelta = 4
  /// As an earlier column of the group. A varint follows: which, counted among those that have numbers of their own.
  case same = 5
}

/// How a column of doubles is stored; the first byte of its head.
enum DoubleMode: UInt8 {
  /// A column of integers follows, the bits.
  case bits = 0
  /// The place of a denominator (`ScaledDouble`), then a column of integers.
  case scaled = 1
  /// A column of integers: places in the group's dictionary.
  case dictionary = 2
  /// Eight bytes each, in the raw stream.
  case raw = 3
  /// The place of a denominator, then three columns of integers: 1 for each double that is no such fraction, else 0;
  /// the fractions' integers; places of the others in the group's dictionary.
  case mixed = 4
}

/// Writes columns to the four streams of a group.
///
///     heads     modes and constants
///     classes   the classes of all numbers (`NumberClass`): deflated, a few bits each
///     bits      their mantissas, and random bits: stored as they are
///     raw       doubles of level 0
struct NumberColumnWriter {
  private(set) var heads = ByteWriter()
  private(set) var classes: [UInt8] = []
  private(set) var bits = BitWriter()
  private(set) var raw = ByteWriter()

  private let isQuick: Bool
  /// The doubles of the group that are no fractions, ascending, and their places.
  private let places: [UInt64: Int]
  /// The columns that have numbers of their own, by their hash.
  private var columns: [[UInt64]] = []
  private var columnsByHash: [UInt64: Int] = [:]

  /// For level 0: no choice, no search.
  static func quick() -> NumberColumnWriter { NumberColumnWriter(isQuick: true, dictionary: []) }

  /// For level 1: the smallest of several ways.
  static func small(dictionary: [UInt64]) -> NumberColumnWriter {
    var writer = NumberColumnWriter(isQuick: false, dictionary: dictionary)
    writer.numbers([UInt64(dictionary.count)])
    writer.numbers(dictionary)
    return writer
  }

  private init(isQuick: Bool, dictionary: [UInt64]) {
    self.isQuick = isQuick
    places = Dictionary(uniqueKeysWithValues: dictionary.enumerated().map { ($1, $0) })
  }

  mutating func finish() { bits.alignToByte() }

  private mutating func write(_ column: [UInt64], _ mode: NumberMode) {
    heads.byte(mode.rawValue)
    var previous: UInt64 = 0
    var difference: UInt64 = 0
    for number in column {
      let delta = number &- previous
      let chosen =
        switch mode {
        case .delta: delta
        case .deltaOfDelta: delta &- difference
        case .zero, .constant, .plain, .same: number
        }
      previous = number
      difference = delta
      let folded = ZigZag.encode(Int64(bitPattern: chosen))
      let numberClass = NumberClass.of(folded)
      classes.append(UInt8(truncatingIfNeeded: numberClass))
      bits.append(
        NumberClass.mantissa(folded, numberClass), count: NumberClass.mantissaBitCount(numberClass))
    }
  }

  /// The mode that needs the fewest bits for the numbers themselves.
  private static func cheapest(_ column: [UInt64]) -> NumberMode {
    var costs = (plain: 0, delta: 0, deltaOfDelta: 0)
    var previous: UInt64 = 0
    var difference: UInt64 = 0
    for number in column {
      let delta = number &- previous
      costs.plain += bitCount(number)
      costs.delta += bitCount(delta)
      costs.deltaOfDelta += bitCount(delta &- difference)
      previous = number
      difference = delta
    }
    if costs.plain <= costs.delta && costs.plain <= costs.deltaOfDelta { return .plain }
    return costs.delta <= costs.deltaOfDelta ? .delta : .deltaOfDelta
  }

  private static func bitCount(_ number: UInt64) -> Int {
    64 - ZigZag.encode(Int64(bitPattern: number)).leadingZeroBitCount
  }

  /// The number of an earlier column with these numbers; this one counts from now on if there is none.
  private mutating func earlier(_ column: [UInt64]) -> Int? {
    var hash = WordHash()
    for number in column { hash.combine(number) }
    if let index = columnsByHash[hash.value], columns[index] == column { return index }
    columnsByHash[hash.value] = columns.count
    columns.append(column)
    return nil
  }
}

extension NumberColumnWriter: PointColumnSink {
  mutating func numbers(_ column: [UInt64]) {
    guard let first = column.first else { return }
    if column.count <= SegmentLimits.freeColumnCount, column.allSatisfy({ $0 == first }) {
      heads.byte((first == 0 ? NumberMode.zero : .constant).rawValue)
      if first != 0 { heads.zigzag(Int64(bitPattern: first)) }
    } else if isQuick {
      write(column, .delta)
    } else if let index = earlier(column) {
      heads.byte(NumberMode.same.rawValue)
      heads.varint(index)
    } else {
      write(column, Self.cheapest(column))
    }
  }

  mutating func doubles(_ column: [UInt64]) {
    guard let first = column.first else { return }
    if column.count <= SegmentLimits.freeColumnCount, column.allSatisfy({ $0 == first }) {
      heads.byte(DoubleMode.bits.rawValue)
      numbers(column)
    } else if isQuick {
      heads.byte(DoubleMode.raw.rawValue)
      for bits in column { raw.fixed64(bits) }
    } else if let plan = ScaledDouble.plan(for: column) {
      heads.byte((plan.isComplete ? DoubleMode.scaled : .mixed).rawValue)
      heads.byte(UInt8(plan.place))
      let integers = column.map { ScaledDouble.integer($0, plan.place) }
      if !plan.isComplete { numbers(integers.map { $0 == nil ? 1 : 0 }) }
      numbers(integers.compactMap { $0.map { UInt64(bitPattern: $0) } })
      if !plan.isComplete {
        numbers(zip(column, integers).filter { $1 == nil }.map { UInt64(places[$0.0] ?? 0) })
      }
    } else {
      heads.byte(DoubleMode.dictionary.rawValue)
      numbers(column.map { UInt64(places[$0] ?? 0) })
    }
  }

  mutating func random(_ column: [UInt64]) {
    for number in column { bits.append(number, count: 64) }
  }
}

/// Finds the doubles of a group that are no fractions.
struct DoubleCollector: PointColumnSink {
  private var doubles: Set<UInt64> = []

  /// Ascending: their differences are small.
  var dictionary: [UInt64] { doubles.sorted() }

  mutating func numbers(_ column: [UInt64]) {}
  mutating func random(_ column: [UInt64]) {}

  mutating func doubles(_ column: [UInt64]) {
    guard let first = column.first, !column.allSatisfy({ $0 == first }) || column.count > SegmentLimits.freeColumnCount
    else { return }
    guard let plan = ScaledDouble.plan(for: column) else { return doubles.formUnion(column) }
    if !plan.isComplete { doubles.formUnion(column.filter { ScaledDouble.integer($0, plan.place) == nil }) }
  }
}
