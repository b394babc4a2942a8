import TelemetryModel
import TelemetryStorage

extension QueryEngine {
  private static let versionKey = "service.version"

  /// The versions of a service, from the newest spans of the range.
  func versions(of query: ServiceQuery) throws(QueryError) -> ServiceVersions {
    let deadline = Deadline(after: limits.timeout)
    // One clock for first and last: a version begins with the first span that starts under it.
    let condition = SpanCondition.all([
      .service(query.service), .start(query.timeRange), .attribute(Self.versionKey, .exists, on: .resource),
    ])
    var found: [String: ServiceVersions.Version] = [:]
    var result = ServiceVersions()
    var rest = limits.versionSpanCount
    try scan(condition.requirements) { portion throws(QueryError) in
      try deadline.check()
      guard rest > 0 else {
        result.isComplete = false
        return .stop
      }
      let batch = try reading { () throws(StoreError) in
        try portion.candidates(for: condition, columns: SpanCondition.Columns())
      }
      rest -= batch.count
      Self.add(batch, condition, to: &found)
      return .continue
    }
    result.versions = found.values.sorted { left, right in
      left.first != right.first ? left.first > right.first : left.text < right.text
    }
    return result
  }

  private static func add(
    _ batch: SpanBatch, _ condition: SpanCondition, to found: inout [String: ServiceVersions.Version]
  ) {
    let compiled = CompiledCondition(condition, for: batch)
    if compiled.isNever { return }
    let column = AttributeColumn(versionKey, ofResources: true, in: batch)
    var ofResource = [ServiceVersions.Version?](repeating: nil, count: batch.resources.count)
    for row in compiled.rows(in: 0..<batch.count, of: batch) {
      let resource = Int(batch.resourceIndexes[row])
      let start = batch.startTimes[row]
      if ofResource[resource] == nil, let value = column.value(of: row, in: batch) {
        let text = AttributeText.text(value.kind, value.payload, in: batch)
        ofResource[resource] = ServiceVersions.Version(text: text, spanCount: 0, first: start, last: start)
      }
      ofResource[resource]?.spanCount += 1
      ofResource[resource]?.extend(to: start)
    }
    for case let version? in ofResource {
      // Texts of versions that differ in bytes only are the same to people.
      guard var known = found[version.text] else {
        if found.count < QueryLimits.versionCount { found[version.text] = version }
        continue
      }
      known.spanCount += version.spanCount
      known.extend(to: version.first)
      known.extend(to: version.last)
      found[version.text] = known
    }
  }
}

extension ServiceVersions.Version {
  fileprivate mutating func extend(to moment: Timestamp) {
    first = min(first, moment)
    last = max(last, moment)
  }
}
