extension LogBatch {
  /// A batch of materialised records, in their order.
  package init(_ records: some Sequence<LogRecord>) {
    self.init()
    for record in records { append(record) }
  }

  /// Adds one materialised record as the last row.
  package mutating func append(_ record: LogRecord) {
    times.append(record.time)
    observedTimes.append(record.observedTime)
    severityNumbers.append(record.severityNumber)
    severityTexts.append(strings.intern(record.severityText))
    let (kind, payload) = encode(record.body)
    bodyKinds.append(kind)
    bodies.append(payload)
    attributes.append(appendAttributes(record.attributes))
    droppedAttributesCounts.append(record.droppedAttributesCount)
    flags.append(record.flags)
    traceIDs.append(record.traceID)
    spanIDs.append(record.spanID)
    eventNames.append(strings.intern(record.eventName))
    resourceIndexes.append(append(record.resource))
    scopeIndexes.append(append(record.scope))
  }

  /// Adds all rows of another batch after the own ones, as `SpanBatch.append(contentsOf:)` does.
  package mutating func append(contentsOf other: LogBatch) {
    if isEmpty && strings.count == 1 {
      self = other
      return
    }
    append(other, rows: 0..<other.count)
  }

  /// Adds the given rows of another batch, in their order; what they do not use is not carried over.
  package mutating func append(contentsOf other: LogBatch, rows: [Int]) {
    append(other, rows: rows)
  }

  private mutating func append(_ other: LogBatch, rows: some Collection<Int>) {
    var carrier = CodeCarrier(other)
    for row in rows {
      times.append(other.times[row])
      observedTimes.append(other.observedTimes[row])
      severityNumbers.append(other.severityNumbers[row])
      severityTexts.append(carrier.string(other.severityTexts[row], into: &self))
      bodyKinds.append(other.bodyKinds[row])
      bodies.append(carrier.payload(other.bodies[row], of: other.bodyKinds[row], into: &self))
      attributes.append(carrier.list(other.attributes[row], into: &self))
      droppedAttributesCounts.append(other.droppedAttributesCounts[row])
      flags.append(other.flags[row])
      traceIDs.append(other.traceIDs[row])
      spanIDs.append(other.spanIDs[row])
      eventNames.append(carrier.string(other.eventNames[row], into: &self))
      resourceIndexes.append(carrier.resource(other.resourceIndexes[row], into: &self))
      scopeIndexes.append(carrier.scope(other.scopeIndexes[row], into: &self))
    }
  }
}
