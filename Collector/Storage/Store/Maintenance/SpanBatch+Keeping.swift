import TelemetryModel

extension SpanBatch {
  /// Leaves only these rows, which rise. O(rows), in place.
  ///
  /// Tables and payloads stay as they are, with what none of the rows uses any more: encoders write what is used.
  mutating func keepRows(_ rows: [Int]) {
    keepEvents(rows)
    keepLinks(rows)
    traceIDs.keep(rows)
    spanIDs.keep(rows)
    parentSpanIDs.keep(rows)
    startTimes.keep(rows)
    endTimes.keep(rows)
    names.keep(rows)
    kinds.keep(rows)
    statusCodes.keep(rows)
    flags.keep(rows)
    resourceIndexes.keep(rows)
    scopeIndexes.keep(rows)
    attributes.keep(rows)
    detailIndexes.keep(rows)
  }

  private mutating func keepEvents(_ rows: [Int]) {
    let kept = rows.flatMap(eventRange)
    var end: UInt32 = 0
    eventEnds = rows.map { row in
      end += UInt32(eventRange(of: row).count)
      return end
    }
    events.keep(kept)
  }

  private mutating func keepLinks(_ rows: [Int]) {
    let kept = rows.flatMap(linkRange)
    var end: UInt32 = 0
    linkEnds = rows.map { row in
      end += UInt32(linkRange(of: row).count)
      return end
    }
    links.keep(kept)
  }
}

extension Array {
  /// Leaves only the elements at these places, which rise.
  fileprivate mutating func keep(_ places: [Int]) {
    for (new, old) in places.enumerated() { self[new] = self[old] }
    removeLast(count - places.count)
  }
}
