/// Log records as columns, built like `SpanBatch` and with the same tables.
///
/// Row `i` of every column belongs to record `i`. Rows keep the order in which they were added, attributes the order
/// in which they were sent. Columns hold what the sender sent; what follows from it (a trace ID given as an attribute,
/// the correlation ID) is in `LogLookUpColumns`.
package struct LogBatch: TelemetryRows {
  // Tables
  package var strings = StringTable()
  package var shapes = AttributeShapeTable()
  package var payloads: [UInt64] = []
  package var resources: [ResourceEntry] = []
  package var scopes: [ScopeEntry] = []
  package var resourceIndex = EntryIndex()
  package var scopeIndex = EntryIndex()

  // Columns, one element per record
  package var times: [Timestamp] = []
  package var observedTimes: [Timestamp] = []
  package var severityNumbers: [SeverityNumber] = []
  package var severityTexts: [StringCode] = []
  /// What each element of `bodies` stands for.
  package var bodyKinds: [AttributeKind] = []
  /// A payload as in `payloads`: texts, bytes and structured bodies are codes of the string table.
  package var bodies: [UInt64] = []
  package var attributes: [AttributeList] = []
  package var droppedAttributesCounts: [UInt32] = []
  package var flags: [UInt32] = []
  package var traceIDs: [TraceID] = []
  package var spanIDs: [SpanID] = []
  package var eventNames: [StringCode] = []
  package var resourceIndexes: [UInt32] = []
  package var scopeIndexes: [UInt32] = []

  package init() {}

  @inlinable
  package var count: Int { times.count }

  /// Makes room for `rowCount` rows in every column.
  package mutating func reserveRows(_ rowCount: Int) {
    times.reserveCapacity(rowCount)
    observedTimes.reserveCapacity(rowCount)
    severityNumbers.reserveCapacity(rowCount)
    severityTexts.reserveCapacity(rowCount)
    bodyKinds.reserveCapacity(rowCount)
    bodies.reserveCapacity(rowCount)
    attributes.reserveCapacity(rowCount)
    droppedAttributesCounts.reserveCapacity(rowCount)
    flags.reserveCapacity(rowCount)
    traceIDs.reserveCapacity(rowCount)
    spanIDs.reserveCapacity(rowCount)
    eventNames.reserveCapacity(rowCount)
    resourceIndexes.reserveCapacity(rowCount)
    scopeIndexes.reserveCapacity(rowCount)
  }

  /// When a record happened as far as anybody knows: its time, else when it was observed.
  @inlinable
  package func effectiveTime(of row: Int) -> Timestamp {
    times[row].nanoseconds != 0 ? times[row] : observedTimes[row]
  }

  /// Gives records that carry no time at all the moment of their receipt as the observed time, as OTLP's data model
  /// asks of the first collector that sees them.
  package mutating func observeUntimed(at moment: Timestamp) {
    for row in 0..<count where effectiveTime(of: row).nanoseconds == 0 { observedTimes[row] = moment }
  }

  /// The code of a body that is a plain text, or `nil`.
  @inlinable
  package func bodyText(of row: Int) -> StringCode? {
    bodyKinds[row] == .string ? StringCode(truncatingIfNeeded: bodies[row]) : nil
  }

  /// About how many bytes of memory the batch holds. O(1).
  package var estimatedByteCount: Int {
    strings.arena.count + strings.count * 20 + payloads.count * 8 + count * 93
  }
}
