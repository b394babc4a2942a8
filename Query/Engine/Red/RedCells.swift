import Rollups
import TelemetryModel

/// The figures of groups by steps, added up straight from the columns of rollups.
struct RedCells {
  struct Cell {
    var count: UInt64 = 0
    var errorCount: UInt64 = 0
    var zeroCount: UInt64 = 0
    var sum: UInt128 = 0
    var minimum: UInt64 = .max
    var maximum: UInt64 = 0
    /// By the first digit of the HTTP status.
    var statusClasses = SIMD8<UInt64>()

    /// The histogram of what was added to `accumulator`.
    func histogram(_ accumulator: inout HistogramAccumulator) -> DurationHistogram {
      accumulator.finish(zeroCount: zeroCount, minimum: minimum, maximum: maximum, sum: sum)
    }
  }

  struct Group: Hashable {
    var service: StringCode = 0
    var operation: StringCode = 0
    var kind = SpanKind.unspecified
  }

  private let query: RedQuery
  private let minutes: ClosedRange<Minute>
  let stepMinutes: Int
  let stepCount: Int
  private let limits: QueryLimits
  private let keepsSeries: Bool
  private(set) var strings = StringTable()
  private(set) var groups: [Group] = []
  private var groupNumbers: [Group: Int] = [:]
  /// Group by group, step by step.
  private(set) var cells: [Cell] = []
  private var rollups: [RollupColumns] = []
  private var references: [SeriesReference] = []
  private var keptByteCount = 0
  /// By cell, what rollups held that are not kept any more; empty until that happens.
  private var folded: [(buckets: DurationHistogram, exemplars: Exemplars)] = []

  init(_ query: RedQuery, _ limits: QueryLimits) throws(QueryError) {
    self.query = query
    self.limits = limits
    minutes = query.minutes
    let minuteCount = Int(minutes.upperBound - minutes.lowerBound) + 1
    stepMinutes = query.stepMinutes ?? minuteCount
    guard stepMinutes > 0 else { throw QueryError(.invalidQuery, "a step is at least a minute") }
    guard query.quantiles.count <= QueryLimits.quantileCount, query.quantiles.allSatisfy({ $0 >= 0 && $0 <= 1 }) else {
      throw QueryError(
        .invalidQuery, "quantiles are at most \(QueryLimits.quantileCount) numbers from 0 to 1")
    }
    stepCount = (minuteCount - 1) / stepMinutes + 1
    keepsSeries = !query.quantiles.isEmpty || query.wantsExemplars
    guard stepCount <= limits.redPointCount else { throw Self.tooMany(limits.redPointCount) }
  }

  private static func tooMany(_ limit: Int) -> QueryError {
    QueryError(
      .resultTooLarge, "more than \(limit) points (groups x steps); use a longer step, a shorter range or fewer groups")
  }

  mutating func add(_ rollup: RollupColumns) throws(QueryError) {
    let service = query.service.map { Array($0.utf8) }
    let operation = query.operation.map { Array($0.utf8) }
    let operations = rollup.operations
    if keepsSeries { keep(rollup) }
    for (index, identity) in operations.identities.enumerated() {
      if let kind = query.kind, identity.kind != kind { continue }
      if let service, !rollup.strings[identity.service].elementsEqual(service) { continue }
      if let operation, !rollup.strings[identity.operation].elementsEqual(operation) { continue }
      let series = operations.series(of: index, in: minutes)
      if series.isEmpty { continue }
      let group = try number(of: identity, rollup.strings)
      add(series, of: operations, toGroup: group, statusClass: Int(identity.httpStatusClass))
    }
  }

  private mutating func keep(_ rollup: RollupColumns) {
    if keptByteCount > limits.keptRollupByteCount { fold() }
    rollups.append(rollup)
    keptByteCount += rollup.byteCount
  }

  /// Lets go of the rollups that were added, and keeps only what the cells need of them.
  private mutating func fold() {
    folded.append(
      contentsOf: repeatElement(
        (buckets: DurationHistogram(), exemplars: Exemplars()), count: cells.count - folded.count))
    let series = SeriesByCell(references, cellCount: cells.count)
    var accumulator = HistogramAccumulator()
    for cell in cells.indices where !series[cell].isEmpty {
      for reference in series[cell] {
        accumulator.add(rollups[Int(reference.rollup)].operations, Int(reference.series))
      }
      accumulator.add(folded[cell].buckets)
      let histogram = cells[cell].histogram(&accumulator)
      folded[cell].buckets = histogram
      if query.wantsExemplars {
        merge(series[cell], into: &folded[cell].exemplars, median: histogram.quantile(0.5) ?? 0)
      }
    }
    rollups = []
    references = []
    keptByteCount = 0
  }

  private mutating func number(of identity: OperationIdentity, _ texts: StringTable) throws(QueryError) -> Int {
    var group = Group()
    if query.grouping.contains(.service) { group.service = strings.intern(texts[identity.service]) }
    if query.grouping.contains(.operation) { group.operation = strings.intern(texts[identity.operation]) }
    if query.grouping.contains(.kind) { group.kind = identity.kind }
    if let known = groupNumbers[group] { return known }
    guard cells.count + stepCount <= limits.redPointCount else { throw Self.tooMany(limits.redPointCount) }
    groupNumbers[group] = groups.count
    groups.append(group)
    cells.append(contentsOf: repeatElement(Cell(), count: stepCount))
    return groups.count - 1
  }

  private mutating func add(
    _ series: Range<Int>, of columns: SeriesColumns<OperationIdentity>, toGroup group: Int, statusClass: Int
  ) {
    let first = group * stepCount
    for index in series {
      let step = Int(columns.minutes[index] - minutes.lowerBound) / stepMinutes
      let cell = first + step
      let count = columns.counts[index]
      cells[cell].count += count
      cells[cell].errorCount += columns.errorCounts[index]
      cells[cell].zeroCount += columns.zeroCounts[index]
      cells[cell].sum += columns.sums[index]
      cells[cell].minimum = min(cells[cell].minimum, columns.minima[index])
      cells[cell].maximum = max(cells[cell].maximum, columns.maxima[index])
      cells[cell].statusClasses[statusClass] += count
      if keepsSeries {
        references.append(
          SeriesReference(cell: UInt32(cell), rollup: UInt32(rollups.count - 1), series: UInt32(index)))
      }
    }
  }

  /// Calls `visit` for every cell that has calls, with its quantiles and exemplars.
  func forEachCell(_ visit: (_ cell: Int, _ quantiles: [Double], _ exemplars: Exemplars) -> Void) {
    guard keepsSeries else {
      for cell in cells.indices where cells[cell].count > 0 { visit(cell, [], Exemplars()) }
      return
    }
    let series = SeriesByCell(references, cellCount: cells.count)
    var accumulator = HistogramAccumulator()
    for cell in cells.indices where cells[cell].count > 0 {
      let own = series[cell]
      for reference in own { accumulator.add(rollups[Int(reference.rollup)].operations, Int(reference.series)) }
      if cell < folded.count { accumulator.add(folded[cell].buckets) }
      let histogram = cells[cell].histogram(&accumulator)
      var exemplars = cell < folded.count ? folded[cell].exemplars : Exemplars()
      if query.wantsExemplars { merge(own, into: &exemplars, median: histogram.quantile(0.5) ?? 0) }
      visit(cell, query.quantiles.map { histogram.quantile($0) ?? 0 }, exemplars)
    }
  }

  private func merge(_ series: ArraySlice<SeriesReference>, into exemplars: inout Exemplars, median: Double) {
    for reference in series {
      let columns = rollups[Int(reference.rollup)].operations
      let index = columns.exemplarIndexes[Int(reference.series)]
      if index != SeriesColumns<OperationIdentity>.noExemplars {
        exemplars.merge(columns.exemplars[Int(index)], median: median)
      }
    }
  }
}
