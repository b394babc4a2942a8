import Rollups
import TelemetryModel
import TelemetryStorage

extension QueryEngine {
  /// How many points the search for the newest failures looks at.
  private static let failurePointCount = 10_000

  /// The newest traces in which a service failed.
  ///
  /// Rollups tell in which of the newest minutes as many calls failed as are wanted; only these are searched.
  func failures(of query: ServiceQuery) throws(QueryError) -> [ServiceFailure] {
    let deadline = Deadline(after: limits.timeout)
    guard let range = try rangeOfFailures(query) else { return [] }
    let condition = SpanCondition.all([.service(query.service), .start(range), .hasFailed])
    var failures: [ServiceFailure] = []
    var byteCount = 0
    for id in try traceIDs(with: condition, limit: query.limit, until: deadline) {
      try deadline.check()
      let trace = try reading { () throws(StoreError) in try source.trace(id) }
      byteCount += trace.estimatedByteCount
      // Enormous traces: what was found up to here is the newest all the same.
      if byteCount > limits.resultByteCount { break }
      if let failure = ServiceFailure(of: query.service, in: trace, range) { failures.append(failure) }
    }
    return failures
  }

  /// The end of the query's range from where on enough calls failed; `nil` when none did.
  private func rangeOfFailures(_ query: ServiceQuery) throws(QueryError) -> TimeRange? {
    let minutes = query.minutes
    let minuteCount = Int(minutes.upperBound - minutes.lowerBound) + 1
    let step = (minuteCount - 1) / Self.failurePointCount + 1
    let points = try red(RedQuery(service: query.service, timeRange: query.timeRange, stepMinutes: step)).groups.first
    var rest = UInt64(query.limit)
    var first: Minute?
    for point in (points?.points ?? []).reversed() where point.errorCount > 0 {
      first = point.minute
      if point.errorCount >= rest { break }
      rest -= point.errorCount
    }
    return first.flatMap { TimeRange($0...minutes.upperBound).intersection(query.timeRange) }
  }
}

extension SpanCondition {
  /// As `SpanFacts.isError` has it.
  static let hasFailed = SpanCondition.any([
    .status(.error), .attribute("error.type", .exists, on: .span),
    .all([
      .kind(.server),
      .any(
        ["http.response.status_code", "http.status_code"].flatMap { key -> [SpanCondition] in
          [
            .attribute(key, .compare(.greaterOrEqual, .int(500)), on: .span),
            .attribute(key, .compare(.greaterOrEqual, .string("500")), on: .span),
          ]
        }),
    ]),
  ])
}

extension ServiceFailure {
  /// `nil` when no span of the service failed in this range.
  init?(of service: String, in trace: SpanBatch, _ range: TimeRange) {
    let facts = SpanFacts(trace)
    guard let serviceCode = trace.strings.code(of: service) else { return nil }
    let rows = (0..<trace.count).filter { row in
      trace.serviceName(of: row) == serviceCode && range.contains(trace.startTimes[row])
        && facts.isError(row, httpStatus: facts.httpStatus(row))
    }
    guard let row = rows.max(by: { trace.startTimes[$0] < trace.startTimes[$1] }) else { return nil }
    let exception = ExceptionTexts(trace, row)
    let statusMessage = trace.strings.text(trace.details[Int(trace.detailIndexes[row])].statusMessage)
    let errorType = AttributeColumn("error.type", in: trace).value(of: row, in: trace)
    traceID = trace.traceIDs[row]
    spanID = trace.spanIDs[row]
    start = trace.startTimes[row]
    durationNanoseconds = trace.durationNanoseconds(of: row)
    operation = trace.strings.text(trace.names[row])
    kind = trace.kinds[row]
    type = exception.type ?? errorType.map { AttributeText.text($0.kind, $0.payload, in: trace) }
    message = statusMessage.isEmpty ? exception.message : statusMessage
    httpStatus = facts.httpStatus(row)
  }
}

/// What the last exception event of a span says.
private struct ExceptionTexts {
  private(set) var type: String?
  private(set) var message: String?

  init(_ trace: SpanBatch, _ row: Int) {
    for event in trace.events[trace.eventRange(of: row)] where trace.strings[event.name].elementsEqual("exception".utf8)
    {
      for attribute in trace.attributes(in: event.attributes) {
        switch attribute.key {
        case "exception.type": type = AttributeText.text(attribute.value)
        case "exception.message": message = AttributeText.text(attribute.value)
        default: continue
        }
      }
    }
  }
}
