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
    var statusCode = SpanStatus.Code.unset
    var statusClass: UInt8 = 0
  }

  private let query: RedQuery
  private let dimensions: [RedDimension]
  let grid: RedGrid
  private let limits: QueryLimits
  private let keepsSeries: Bool
  /// In the order in which their cells stand.
  private(set) var groups: [[RedGroup.Label]] = []
  private var strings = StringTable()
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
    dimensions = query.grouping.sorted()
    grid = try RedGrid(query, limits)
    keepsSeries = !query.quantiles.isEmpty || query.wantsExemplars
  }

  mutating func add(_ rollup: RollupColumns) throws(QueryError) {
    let service = query.service.map { Array($0.utf8) }
    let operation = query.operation.map { Array($0.utf8) }
    let operations = rollup.operations
    let minutes = grid.minutesToRead
    let seriesMinutes = rollup.resolution.start(of: minutes.lowerBound)...minutes.upperBound
    if keepsSeries { keep(rollup) }
    for (index, identity) in operations.identities.enumerated() {
      if !query.kinds.isEmpty, !query.kinds.contains(identity.kind) { continue }
      if let service, !rollup.strings[identity.service].elementsEqual(service) { continue }
      if let operation, !rollup.strings[identity.operation].elementsEqual(operation) { continue }
      let series = operations.series(of: index, in: seriesMinutes)
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
    for dimension in dimensions {
      switch dimension {
      case .service: group.service = strings.intern(texts[identity.service])
      case .operation: group.operation = strings.intern(texts[identity.operation])
      case .kind: group.kind = identity.kind
      case .status: group.statusCode = identity.statusCode
      case .statusClass: group.statusClass = identity.httpStatusClass
      case .attribute, .resource: preconditionFailure("rollups have no attributes")
      }
    }
    if let known = groupNumbers[group] { return known }
    try grid.checkPoints(cells.count + grid.stepCount)
    groupNumbers[group] = groups.count
    groups.append(dimensions.map { RedGroup.Label($0, text($0, of: group)) })
    cells.append(contentsOf: repeatElement(Cell(), count: grid.stepCount))
    return groups.count - 1
  }

  private func text(_ dimension: RedDimension, of group: Group) -> String? {
    switch dimension {
    case .service: strings.text(group.service)
    case .operation: strings.text(group.operation)
    case .kind: group.kind.label
    case .status: group.statusCode.label
    case .statusClass: RedDimension.label(statusClass: group.statusClass)
    case .attribute, .resource: nil
    }
  }

  private mutating func add(
    _ series: Range<Int>, of columns: SeriesColumns<OperationIdentity>, toGroup group: Int, statusClass: Int
  ) {
    let first = group * grid.stepCount
    for index in series {
      for step in grid.steps(of: columns.minutes[index]) {
        add(index, of: columns, toCell: first + step, statusClass: statusClass)
      }
    }
  }

  @inline(__always)
  private mutating func add(
    _ series: Int, of columns: SeriesColumns<OperationIdentity>, toCell cell: Int, statusClass: Int
  ) {
    let count = columns.counts[series]
    cells[cell].count += count
    cells[cell].errorCount += columns.errorCounts[series]
    cells[cell].zeroCount += columns.zeroCounts[series]
    cells[cell].sum += columns.sums[series]
    cells[cell].minimum = min(cells[cell].minimum, columns.minima[series])
    cells[cell].maximum = max(cells[cell].maximum, columns.maxima[series])
    cells[cell].statusClasses[statusClass] += count
    if keepsSeries {
      references.append(
        SeriesReference(cell: UInt32(cell), rollup: UInt32(rollups.count - 1), series: UInt32(series)))
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
