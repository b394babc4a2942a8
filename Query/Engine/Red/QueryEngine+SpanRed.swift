import Rollups
import TelemetryModel
import TelemetryStorage

extension QueryEngine {
  /// The figures of a query that rollups cannot answer: reads the columns that it names of all spans that it may be
  /// about. A span that was sent again counts as often as it is stored.
  func redOfSpans(_ query: RedQuery) throws(QueryError) -> RedAnswer {
    guard query.windowMinutes == nil else {
      throw QueryError(.invalidQuery, "windows are for figures that rollups know")
    }
    let deadline = Deadline(after: limits.timeout)
    let condition = query.condition
    var cells = try SpanCells(query, limits)
    let hint = condition.requirements
    if !hint.isNever {
      try scan(hint) { portion throws(QueryError) in
        try deadline.check()
        let batch = try reading { () throws(StoreError) in
          try portion.candidates(for: condition, columns: query.columns)
        }
        try count(batch, condition, into: &cells, until: deadline)
        return .continue
      }
    }
    var points = [[RedPoint]](repeating: [], count: cells.groups.count)
    for (index, cell) in cells.cells.enumerated() where cell.statistics.count > 0 {
      let (group, step) = index.quotientAndRemainder(dividingBy: cells.grid.stepCount)
      points[group].append(
        RedPoint(
          cell, minute: cells.grid.firstMinute(ofStep: step), minuteCount: cells.grid.minuteCount(ofStep: step), query))
    }
    let groups = zip(cells.groups, points).map { RedGroup(labels: $0, points: $1) }
    return RedAnswer(
      source: .spans, minutes: cells.grid.minutes, stepMinutes: cells.grid.stepMinutes, groups: groups.sortedByCalls,
      damagedCount: 0)
  }

  private func count(
    _ batch: SpanBatch, _ condition: SpanCondition, into cells: inout SpanCells, until deadline: Deadline
  ) throws(QueryError) {
    let compiled = CompiledCondition(condition, for: batch)
    if compiled.isNever { return }
    var rows: [Int] = []
    for start in stride(from: 0, to: batch.count, by: ScanLimits.rowsPerSlice) {
      try deadline.check()
      rows += compiled.rows(in: start..<min(start + ScanLimits.rowsPerSlice, batch.count), of: batch)
    }
    if !rows.isEmpty { try cells.add(batch, rows: rows) }
  }
}

extension RedQuery {
  /// What has to be read of a span to count it.
  fileprivate var columns: SpanCondition.Columns {
    var columns = SpanCondition.Columns()
    columns.kind = true
    columns.status = true
    for key in SpanFacts.outcomeKeys { columns.attributes[Array(key.utf8)] = .span }
    for dimension in grouping {
      switch dimension {
      case .operation: columns.texts.insert(.operation)
      case .attribute(let key): columns.attributes[Array(key.utf8), default: []].formUnion([.span, .resource, .scope])
      case .resource(let key): columns.attributes[Array(key.utf8), default: []].formUnion(.resource)
      case .service, .kind, .status, .statusClass: break
      }
    }
    return columns
  }
}

extension RedPoint {
  fileprivate init(_ cell: SpanCells.Cell, minute: Minute, minuteCount: Int, _ query: RedQuery) {
    let durations = cell.statistics.durations
    self.init(
      minute: minute, minuteCount: minuteCount, count: durations.count, errorCount: cell.statistics.errorCount,
      sumNanoseconds: durations.sum, minimumNanoseconds: durations.minimum, maximumNanoseconds: durations.maximum,
      quantilesNanoseconds: query.quantiles.map { durations.quantile($0) ?? 0 },
      statusClassCounts: (0...5).map { cell.statusClasses[$0] },
      exemplars: query.wantsExemplars ? cell.statistics.exemplars : Exemplars())
  }
}
