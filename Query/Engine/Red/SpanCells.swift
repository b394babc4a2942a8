import Rollups
import TelemetryModel

/// The figures of groups by steps, counted span by span.
struct SpanCells {
  struct Cell {
    var statistics = CallStatistics()
    /// By the first digit of the HTTP status.
    var statusClasses = SIMD8<UInt64>()
  }

  /// What spans are counted under that arrive together.
  private struct Key: CallKey {
    let cell: UInt32
    let statusClass: UInt8

    func combine(into hash: inout WordHash) { hash.combine(UInt64(cell) << 8 | UInt64(statusClass)) }
  }

  private let dimensions: [RedDimension]
  let grid: RedGrid
  private let byteLimit: Int
  private(set) var groups: [[RedGroup.Label]] = []
  /// Group by group, step by step.
  private(set) var cells: [Cell] = []
  private var strings = StringTable()
  private var groupNumbers: [[LabelCode]: Int] = [:]
  private var bucketCount = 0

  init(_ query: RedQuery, _ limits: QueryLimits) throws(QueryError) {
    dimensions = query.grouping.sorted()
    grid = try RedGrid(query, limits)
    byteLimit = limits.resultByteCount
  }

  /// Counts some rows of a batch; they start in minutes of the grid.
  mutating func add(_ batch: SpanBatch, rows: [Int]) throws(QueryError) {
    let facts = SpanFacts(batch)
    var rowGroups = RowGroups(dimensions, facts)
    // The group of each combination of labels that the batch has.
    var numbers: [Int?] = []
    var calls = CallGroups<Key>(capacity: rows.count)
    for row in rows {
      let status = facts.httpStatus(row)
      let statusClass = SpanFacts.statusClass(status)
      let local = rowGroups.number(of: row, statusClass: statusClass)
      while numbers.count <= local { numbers.append(nil) }
      let group: Int
      if let known = numbers[local] {
        group = known
      } else {
        group = try number(of: rowGroups.labels(of: row, statusClass: statusClass))
        numbers[local] = group
      }
      let minute = Minute(truncatingIfNeeded: batch.startTimes[row].nanoseconds / 60_000_000_000)
      let step = grid.steps(of: minute).lowerBound
      let key = Key(cell: UInt32(group * grid.stepCount + step), statusClass: statusClass)
      calls.add(key, row: row, of: batch, isError: facts.isError(row, httpStatus: status))
    }
    for (key, statistics) in calls.map(in: batch, { ($0, $1) }) {
      let cell = Int(key.cell)
      bucketCount -= cells[cell].statistics.durations.buckets.count
      cells[cell].statistics.merge(statistics)
      cells[cell].statusClasses[Int(key.statusClass)] += statistics.count
      bucketCount += cells[cell].statistics.durations.buckets.count
    }
    try checkSize()
  }

  private mutating func number(of labels: [String?]) throws(QueryError) -> Int {
    let codes = labels.map { $0.map { LabelCode(text: strings.intern($0)) } ?? LabelCode.absent }
    if let known = groupNumbers[codes] { return known }
    try grid.checkPoints(cells.count + grid.stepCount)
    try checkSize()
    groupNumbers[codes] = groups.count
    groups.append(zip(dimensions, labels).map { RedGroup.Label($0, $1) })
    cells.append(contentsOf: repeatElement(Cell(), count: grid.stepCount))
    return groups.count - 1
  }

  private func checkSize() throws(QueryError) {
    let byteCount = strings.arena.count + bucketCount * MemoryLayout<DurationHistogram.Bucket>.stride
    guard byteCount <= byteLimit else {
      throw QueryError(
        .resultTooLarge, "the figures take more than \(byteLimit >> 20) MiB; use a longer step or fewer groups")
    }
  }

  /// A label in codes of the answer's texts, which tell texts apart by their bytes.
  private struct LabelCode: Hashable {
    let text: StringCode
    var isAbsent = false

    static let absent = LabelCode(text: 0, isAbsent: true)
  }
}
