package import TelemetryModel

extension LogBatch: ComparableRows {
  package func content(of row: Int) -> [RowField] {
    let body = bodies[row]
    let fields = [
      RowField("times", times[row].nanoseconds, observedTimes[row].nanoseconds),
      RowField("severity", strings[severityTexts[row]], UInt64(bitPattern: Int64(severityNumbers[row].rawValue))),
      bodyKinds[row].isTableCode
        ? RowField("body", strings[StringCode(truncatingIfNeeded: body)], UInt64(bodyKinds[row].rawValue))
        : RowField("body", body, UInt64(bodyKinds[row].rawValue)),
      RowField("dropped", UInt64(droppedAttributesCounts[row])), RowField("flags", UInt64(flags[row])),
      RowField("trace ID", traceIDs[row].high, traceIDs[row].low), RowField("span ID", spanIDs[row].rawValue),
      RowField("event name", strings[eventNames[row]]),
    ]
    return fields + content(of: attributes[row]) + originContent(of: row)
  }
}
