import TelemetryModel

/// Gathers what a decoder reads into the columns of one log batch, as `TraceBuilder` does for spans.
///
/// No record is ever rejected: OTLP asks receivers to keep a record with an invalid trace or span ID, as one that
/// belongs to no trace.
struct LogBuilder: SignalBuilder, ~Copyable {
  var batch = LogBatch()
  /// Attributes of the record being read.
  var attributes = AttributeDraft()
  var resource = ResourceDraft()
  var scope = ScopeDraft()
  /// Holds a nested value while it is read.
  var composite = CompositeValue.Writer()
  var budget: MemoryBudget

  init(messageByteCount byteCount: Int) throws(OTLPDecodeError) {
    budget = try MemoryBudget(messageByteCount: byteCount)
    // Half of what typical records (250 bytes, 5 attributes) need, as for spans.
    batch.reserveRows(byteCount / 500)
    batch.payloads.reserveCapacity(byteCount / 100)
  }

  consuming func finish() -> LogBatch { batch }

  /// Completes the record whose attributes have been read.
  @inline(__always)
  mutating func append(_ record: LogDraft) {
    batch.times.append(Timestamp(nanoseconds: record.time))
    batch.observedTimes.append(Timestamp(nanoseconds: record.observedTime))
    batch.severityNumbers.append(SeverityNumber(rawValue: record.severityNumber))
    batch.severityTexts.append(record.severityText)
    batch.bodyKinds.append(record.body.kind)
    batch.bodies.append(record.body.payload)
    batch.attributes.append(attributes.move(into: &batch))
    batch.droppedAttributesCounts.append(record.droppedAttributesCount)
    batch.flags.append(record.flags)
    batch.traceIDs.append(record.traceID)
    batch.spanIDs.append(record.spanID)
    batch.eventNames.append(record.eventName)
  }

  @inline(__always)
  mutating func withEnvelope(_ read: EnvelopeReader) throws(OTLPDecodeError) {
    try read(&resource, &scope, &batch.strings, &composite, &budget)
  }

  mutating func finishScope() {
    let missing = batch.count - batch.scopeIndexes.count
    if missing == 0 { return scope.removeAll() }
    let index = scope.move(into: &batch)
    batch.scopeIndexes.append(contentsOf: repeatElement(index, count: missing))
  }

  mutating func finishResource() {
    let missing = batch.count - batch.resourceIndexes.count
    if missing == 0 { return resource.removeAll() }
    let index = resource.move(into: &batch)
    batch.resourceIndexes.append(contentsOf: repeatElement(index, count: missing))
  }

  /// How many rows there are.
  var mark: Int { batch.count }

  mutating func takeBackRows(since rowCount: Int) {
    let count = batch.count - rowCount
    if count == 0 { return }
    batch.times.removeLast(count)
    batch.observedTimes.removeLast(count)
    batch.severityNumbers.removeLast(count)
    batch.severityTexts.removeLast(count)
    batch.bodyKinds.removeLast(count)
    batch.bodies.removeLast(count)
    batch.attributes.removeLast(count)
    batch.droppedAttributesCounts.removeLast(count)
    batch.flags.removeLast(count)
    batch.traceIDs.removeLast(count)
    batch.spanIDs.removeLast(count)
    batch.eventNames.removeLast(count)
    batch.scopeIndexes.removeLast(max(0, batch.scopeIndexes.count - rowCount))
    batch.resourceIndexes.removeLast(max(0, batch.resourceIndexes.count - rowCount))
  }
}
