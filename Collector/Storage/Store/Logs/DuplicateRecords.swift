import TelemetryModel

/// Gathers batches and finds records that were sent more than once.
///
/// A sender that got no answer sends a whole request again, so copies come in another segment than the first. Equal
/// records inside one segment are none: a loop may log the same line twice in one tick of a coarse clock. So of equal
/// records as many stay as the segment holds that has the most of them.
struct DuplicateRecords {
  /// How many records of equal hash are compared. More of them are no resends, but made to cost time.
  private static let comparisonLimit = 16

  /// Records that are equal in everything.
  private struct Group {
    let row: Int
    /// How many of them stay.
    var count = 0
    /// The segment that was looked at last, and how many of them it had so far.
    var segment = -1
    var countInSegment = 0
  }

  /// All rows, copies included. Equal codes mean equal values, because it was made by appending.
  private(set) var batch = LogBatch()
  /// The rows that stay.
  private(set) var distinctRows: [Int] = []
  private var groups: [Group] = []
  private var groupsOfHash: [UInt64: [Int]] = [:]
  private var segmentCount = 0

  /// Adds the records of one segment.
  mutating func add(_ segment: LogBatch) {
    let first = batch.count
    batch.append(contentsOf: segment)
    for row in first..<batch.count {
      let place = group(of: row)
      if groups[place].segment != segmentCount {
        groups[place].segment = segmentCount
        groups[place].countInSegment = 0
      }
      groups[place].countInSegment += 1
      guard groups[place].countInSegment > groups[place].count else { continue }
      groups[place].count += 1
      distinctRows.append(row)
    }
    segmentCount += 1
  }

  private mutating func group(of row: Int) -> Int {
    let hash = hash(of: row)
    let known = groupsOfHash[hash] ?? []
    if let place = known.prefix(Self.comparisonLimit).first(where: { isEqual(groups[$0].row, row) }) { return place }
    groups.append(Group(row: row))
    groupsOfHash[hash, default: []].append(groups.count - 1)
    return groups.count - 1
  }

  private func hash(of row: Int) -> UInt64 {
    var hash = WordHash()
    hash.combine(batch.times[row].nanoseconds)
    hash.combine(batch.observedTimes[row].nanoseconds)
    hash.combine(batch.traceIDs[row].low)
    hash.combine(batch.spanIDs[row].rawValue)
    hash.combine(batch.bodies[row])
    let list = batch.attributes[row]
    hash.combine(UInt64(list.shape))
    for place in batch.payloadRange(of: list) { hash.combine(batch.payloads[place]) }
    return hash.value
  }

  private func isEqual(_ left: Int, _ right: Int) -> Bool {
    batch.times[left] == batch.times[right] && batch.observedTimes[left] == batch.observedTimes[right]
      && batch.traceIDs[left] == batch.traceIDs[right] && batch.spanIDs[left] == batch.spanIDs[right]
      && batch.bodyKinds[left] == batch.bodyKinds[right] && batch.bodies[left] == batch.bodies[right]
      && batch.severityNumbers[left] == batch.severityNumbers[right]
      && batch.severityTexts[left] == batch.severityTexts[right]
      && batch.droppedAttributesCounts[left] == batch.droppedAttributesCounts[right]
      && batch.flags[left] == batch.flags[right] && batch.eventNames[left] == batch.eventNames[right]
      && batch.resourceIndexes[left] == batch.resourceIndexes[right]
      && batch.scopeIndexes[left] == batch.scopeIndexes[right]
      && batch.attributes[left].shape == batch.attributes[right].shape
      && batch.payloads[batch.payloadRange(of: batch.attributes[left])]
        == batch.payloads[batch.payloadRange(of: batch.attributes[right])]
  }
}
