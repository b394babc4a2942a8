package import TelemetryModel

extension SpanBatch {
  /// A batch for every trace, in the order in which the traces first appear. O(spans).
  package var groupedByTrace: [SpanBatch] {
    var places: [TraceID: Int] = [:]
    var rows: [[Int]] = []
    for row in 0..<count {
      if let place = places[traceIDs[row]] {
        rows[place].append(row)
      } else {
        places[traceIDs[row]] = rows.count
        rows.append([row])
      }
    }
    return rows.map { rows in
      var trace = SpanBatch()
      trace.append(contentsOf: self, rows: rows)
      return trace
    }
  }
}
