package import TelemetryModel
import TelemetryStorage

extension QueryEngine {
  /// Log records of a service by severity. Segments that lie in the range tell without being read.
  package func logCounts(of query: ServiceQuery) throws(QueryError) -> [SeverityNumber: Int] {
    let deadline = Deadline(after: limits.timeout)
    var hint = LogScanHint()
    hint.service = query.service
    hint.times = query.timeRange
    var counts: [SeverityNumber: Int] = [:]
    try scan(hint, .newestFirst) { portion throws(QueryError) in
      try deadline.check()
      let isInside = query.timeRange.contains(portion.times.start) && query.timeRange.contains(portion.times.end)
      if isInside, let known = portion.counts {
        for count in known where count.service.elementsEqual(query.service.utf8) {
          counts[count.severity, default: 0] += count.recordCount
        }
        return .continue
      }
      let batch = try load(portion)
      guard let service = batch.strings.code(of: query.service) else { return .continue }
      for row in 0..<batch.count
      where batch.serviceName(of: row) == service && query.timeRange.contains(batch.effectiveTime(of: row)) {
        counts[batch.severityNumbers[row], default: 0] += 1
      }
      return .continue
    }
    return counts
  }
}
