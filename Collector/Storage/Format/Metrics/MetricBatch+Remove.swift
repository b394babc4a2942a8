import TelemetryModel

extension MetricBatch {
  /// Of the rows from `first` on, keeps those whose series and time are wanted; what the others referred to stays in
  /// the side tables.
  mutating func keepRows(from first: Int, where isWanted: (UInt32, Timestamp) -> Bool) {
    let removed = (first..<count).map { !isWanted(seriesIndexes[$0], times[$0]) }
    if !removed.contains(true) { return }
    let exemplarStart = first == 0 ? 0 : Int(exemplarEnds[first - 1])
    var keptExemplars: [ExemplarEntry] = []
    var target = first
    for row in first..<count where !removed[row - first] {
      keptExemplars.append(contentsOf: exemplars[exemplarRange(of: row)])
      seriesIndexes[target] = seriesIndexes[row]
      times[target] = times[row]
      startTimes[target] = startTimes[row]
      flags[target] = flags[row]
      kinds[target] = kinds[row]
      values[target] = values[row]
      target += 1
    }
    // Ends are rewritten last: until here they say where the exemplars of every row were.
    var end = exemplarStart
    var ends: [UInt32] = []
    for row in first..<count where !removed[row - first] {
      end += exemplarRange(of: row).count
      ends.append(UInt32(end))
    }
    let count = count - target
    seriesIndexes.removeLast(count)
    times.removeLast(count)
    startTimes.removeLast(count)
    flags.removeLast(count)
    kinds.removeLast(count)
    values.removeLast(count)
    exemplarEnds.replaceSubrange(first..., with: ends)
    exemplars.replaceSubrange(exemplarStart..., with: keptExemplars)
  }
}
