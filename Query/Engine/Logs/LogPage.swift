package import TelemetryModel
package import TelemetryStorage

/// What a search for log records found.
package struct LogPage: Sendable {
  /// In the order of the search.
  package let records: LogBatch
  /// Of each record.
  package let positions: [LogPosition]
  /// Where the search goes on; `nil` when nothing more was found.
  package let next: LogPosition?
}

extension LogPage {
  /// A page that another process answered, whose records may have lost their order on the way.
  package init(_ records: LogBatch, _ order: LogOrder, next: LogPosition?) {
    var numbers: [LogPosition: UInt32] = [:]
    let positions = (0..<records.count).map { row in
      let hash = LogContentHash.of(row, in: records)
      let first = LogPosition(time: records.effectiveTime(of: row), contentHash: hash, number: 0)
      defer { numbers[first, default: 0] += 1 }
      return LogPosition(time: first.time, contentHash: hash, number: numbers[first, default: 0])
    }
    let rows = positions.indices.sorted { order.precedes(positions[$0], positions[$1]) }
    var sorted = LogBatch()
    sorted.append(contentsOf: records, rows: rows)
    self.init(records: sorted, positions: rows.map { positions[$0] }, next: next)
  }

  /// The records at some of the positions, in their order.
  package func selecting(_ isWanted: (LogPosition) -> Bool) -> LogPage {
    let rows = positions.indices.filter { isWanted(positions[$0]) }
    var selected = LogBatch()
    selected.append(contentsOf: records, rows: rows)
    return LogPage(records: selected, positions: rows.map { positions[$0] }, next: next)
  }
}

extension LogOrder {
  fileprivate func precedes(_ left: LogPosition, _ right: LogPosition) -> Bool {
    self == .newestFirst ? right < left : left < right
  }
}

/// The first records in the order of a search, out of those that are offered portion by portion.
struct FirstRecords {
  private let order: LogOrder
  /// One more than are wanted, to know whether there are more.
  private let capacity: Int
  private let after: LogPosition?
  private var records = LogBatch()
  private var positions: [LogPosition] = []
  /// No record beyond this time can be among the first any more. Known once as many as wanted were seen.
  private(set) var bound: Timestamp?

  init(_ query: LogQuery) {
    order = query.order
    capacity = query.limit.count + 1
    after = query.after
  }

  /// Whether a time lies beyond another, in the order of the search.
  private func isBeyond(_ time: Timestamp, _ bound: Timestamp) -> Bool {
    order == .newestFirst ? time < bound : bound < time
  }

  /// Whether no record at a time can be among the first any more.
  func isBeyondBound(_ time: Timestamp) -> Bool { bound.map { isBeyond(time, $0) } ?? false }

  /// Offers the rows of a batch that `accepts` accepts.
  mutating func offer(
    _ batch: LogBatch, _ accepts: (Int) throws(QueryError) -> Bool
  ) throws(QueryError) {
    var found: [(position: LogPosition, row: Int)] = []
    var numbers: [LogPosition: UInt32] = [:]
    var latestTime: Timestamp?
    for row in rows(of: batch) {
      let time = batch.effectiveTime(of: row)
      if isBeyondBound(time) { break }
      // All rows of one time are looked at, for they are numbered and ordered by their content.
      if found.count >= capacity, let latestTime, isBeyond(time, latestTime) { break }
      if let after, isBeyond(after.time, time) { continue }
      guard try accepts(row) else { continue }
      let hash = LogContentHash.of(row, in: batch)
      let first = LogPosition(time: time, contentHash: hash, number: 0)
      let number = numbers[first, default: 0]
      numbers[first] = number + 1
      let position = LogPosition(time: time, contentHash: hash, number: number)
      if let after, !order.precedes(after, position) { continue }
      found.append((position, row))
      latestTime = time
    }
    if !found.isEmpty { take(found, of: batch) }
  }

  /// All rows in the order of the search.
  private func rows(of batch: LogBatch) -> [Int] {
    let times = (0..<batch.count).map(batch.effectiveTime)
    var rows = Array(0..<batch.count)
    let isSorted = zip(times, times.dropFirst()).allSatisfy { $0 <= $1 }
    if !isSorted { rows.sort { times[$0] < times[$1] } }
    return order == .newestFirst ? rows.reversed() : rows
  }

  /// Keeps the first of what was kept and what was found, each position once.
  private mutating func take(_ found: [(position: LogPosition, row: Int)], of batch: LogBatch) {
    var known = Set(positions)
    let new = found.filter { known.insert($0.position).inserted }
    let all =
      positions.enumerated().map { (position: $0.element, row: $0.offset, isNew: false) }
      + new.map { (position: $0.position, row: $0.row, isNew: true) }
    let first = all.sorted { order.precedes($0.position, $1.position) }.prefix(capacity)
    var kept = LogBatch()
    kept.append(contentsOf: records, rows: first.filter { !$0.isNew }.map(\.row))
    kept.append(contentsOf: batch, rows: first.filter(\.isNew).map(\.row))
    positions = first.filter { !$0.isNew }.map(\.position) + first.filter(\.isNew).map(\.position)
    records = kept
    if positions.count >= capacity { bound = first.last?.position.time }
  }

  var byteCount: Int { records.estimatedByteCount }

  /// What was found, in order.
  func page() -> LogPage {
    let rows = positions.indices.sorted { order.precedes(positions[$0], positions[$1]) }
    let shown = Array(rows.prefix(capacity - 1))
    var page = LogBatch()
    page.append(contentsOf: records, rows: shown)
    let next = rows.count > shown.count ? shown.last.map { positions[$0] } : nil
    return LogPage(records: page, positions: shown.map { positions[$0] }, next: next)
  }
}
