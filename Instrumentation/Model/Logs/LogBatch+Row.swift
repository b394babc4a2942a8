extension LogBatch {
  /// Row `row`, materialised. O(size of the record).
  package func record(at row: Int) -> LogRecord {
    LogRecord(
      time: times[row], observedTime: observedTimes[row], severityNumber: severityNumbers[row],
      severityText: strings.text(severityTexts[row]), body: value(of: bodyKinds[row], bodies[row]),
      attributes: attributes(in: attributes[row]), droppedAttributesCount: droppedAttributesCounts[row],
      flags: flags[row], traceID: traceIDs[row], spanID: spanIDs[row], eventName: strings.text(eventNames[row]),
      resource: resource(at: Int(resourceIndexes[row])), scope: scope(at: Int(scopeIndexes[row])))
  }

  /// All rows, materialised.
  package var records: [LogRecord] { (0..<count).map(record) }
}
