import TelemetryModel

/// Gathers what a decoder reads into the columns of one batch. Knows OTLP's rules, but no encoding.
///
/// Rows get their scope when the message around them ends, and their resource when the one around that ends: either
/// may stand behind the spans. A span is appended whole or not at all; its events and links are taken back with it.
struct TraceBuilder: SignalBuilder, ~Copyable {
  var batch = SpanBatch()
  /// Attributes of the span being read.
  var spanAttributes = AttributeDraft()
  /// Attributes of the event or link being read: one at a time, but between those of the span.
  var itemAttributes = AttributeDraft()
  var resource = ResourceDraft()
  var scope = ScopeDraft()
  /// Holds a nested value while it is read.
  var composite = CompositeValue.Writer()

  private(set) var rejectedSpanCount = 0
  private var firstFault: (span: Int, fault: SpanFault)?
  var budget: MemoryBudget

  init(messageByteCount byteCount: Int) throws(OTLPDecodeError) {
    budget = try MemoryBudget(messageByteCount: byteCount)
    // Half of what a typical span (400 bytes, 10 attributes) needs: one doubling at most, and little waste otherwise.
    batch.reserveCapacity(byteCount / 800, payloadCount: byteCount / 80)
  }

  consuming func finish() -> OTLPDecodeResult {
    var message = ""
    if let firstFault { message = "span \(firstFault.span) of the request: \(firstFault.fault.message)" }
    return OTLPDecodeResult(batch: batch, rejectedSpanCount: rejectedSpanCount, rejectionMessage: message)
  }
}

// MARK: Spans

extension TraceBuilder {
  /// Completes the span whose attributes, events and links have been read since `mark`.
  @inline(__always)
  mutating func append(_ span: SpanDraft, since mark: Mark) {
    guard span.fault == nil, let parentSpanID = span.parentSpanID else { return reject(span, since: mark) }
    batch.traceIDs.append(span.traceID)
    batch.spanIDs.append(span.spanID)
    batch.parentSpanIDs.append(parentSpanID)
    batch.startTimes.append(Timestamp(nanoseconds: span.startTime))
    batch.endTimes.append(Timestamp(nanoseconds: span.endTime))
    batch.names.append(span.name)
    batch.kinds.append(SpanKind(rawValue: span.kind))
    batch.statusCodes.append(SpanStatus.Code(rawValue: span.statusCode))
    batch.flags.append(span.flags)
    batch.attributes.append(spanAttributes.move(into: &batch))
    batch.detailIndexes.append(span.details.isEmpty ? 0 : batch.intern(span.details))
    batch.eventEnds.append(UInt32(batch.events.count))
    batch.linkEnds.append(UInt32(batch.links.count))
  }

  @inline(never)
  private mutating func reject(_ span: SpanDraft, since mark: Mark) {
    if firstFault == nil, let fault = span.fault { firstFault = (batch.count + rejectedSpanCount + 1, fault) }
    spanAttributes.removeAll()
    takeBackEvents(since: mark)
    takeBackLinks(since: mark)
    batch.payloads.removeLast(batch.payloads.count - mark.payloadCount)
    rejectedSpanCount += 1
  }

  @inline(__always)
  mutating func append(eventAt time: UInt64, name: StringCode, droppedAttributesCount: UInt32) {
    let attributes = itemAttributes.move(into: &batch)
    batch.events.append(
      EventEntry(
        time: Timestamp(nanoseconds: time), name: name, attributes: attributes,
        droppedAttributesCount: droppedAttributesCount))
  }

  @inline(__always)
  mutating func append(_ link: LinkDraft) {
    let attributes = itemAttributes.move(into: &batch)
    batch.links.append(
      LinkEntry(
        traceID: link.traceID ?? .invalid, spanID: link.spanID ?? .none, traceState: link.traceState,
        attributes: attributes, droppedAttributesCount: link.droppedAttributesCount, flags: link.flags))
  }
}

/// The fields of the link that is being read; an ID is `nil` when its length is wrong.
struct LinkDraft {
  var traceID: TraceID? = TraceID.invalid
  var spanID: SpanID? = SpanID.none
  var traceState: StringCode = 0
  var droppedAttributesCount: UInt32 = 0
  var flags: UInt32 = 0

  var isMalformed: Bool { traceID == nil || spanID == nil }
}

// MARK: Scopes and resources

extension TraceBuilder {
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
}

// MARK: Taking back

extension TraceBuilder {
  /// A state of the batch to which it can be taken back.
  struct Mark {
    fileprivate let rowCount: Int
    fileprivate let eventCount: Int
    fileprivate let linkCount: Int
    fileprivate let payloadCount: Int
    fileprivate let rejectedSpanCount: Int
  }

  @inline(__always)
  var mark: Mark {
    Mark(
      rowCount: batch.count, eventCount: batch.events.count, linkCount: batch.links.count,
      payloadCount: batch.payloads.count, rejectedSpanCount: rejectedSpanCount)
  }

  /// Takes back the events of the span being read.
  mutating func takeBackEvents(since mark: Mark) {
    batch.events.removeLast(batch.events.count - mark.eventCount)
  }

  /// Takes back the links of the span being read.
  mutating func takeBackLinks(since mark: Mark) {
    batch.links.removeLast(batch.links.count - mark.linkCount)
  }

  mutating func takeBackRows(since mark: Mark) {
    takeBackEvents(since: mark)
    takeBackLinks(since: mark)
    let count = batch.count - mark.rowCount
    batch.traceIDs.removeLast(count)
    batch.spanIDs.removeLast(count)
    batch.parentSpanIDs.removeLast(count)
    batch.startTimes.removeLast(count)
    batch.endTimes.removeLast(count)
    batch.names.removeLast(count)
    batch.kinds.removeLast(count)
    batch.statusCodes.removeLast(count)
    batch.flags.removeLast(count)
    batch.attributes.removeLast(count)
    batch.detailIndexes.removeLast(count)
    batch.eventEnds.removeLast(count)
    batch.linkEnds.removeLast(count)
    batch.scopeIndexes.removeLast(max(0, batch.scopeIndexes.count - mark.rowCount))
    batch.resourceIndexes.removeLast(max(0, batch.resourceIndexes.count - mark.rowCount))
    rejectedSpanCount = mark.rejectedSpanCount
    if rejectedSpanCount == 0 { firstFault = nil }
  }
}
