import TelemetryModel

/// Gathers Zipkin spans in the columns of one batch. Knows what Zipkin's fields mean in OTLP, but no encoding.
///
/// A span is appended whole or not at all; its annotations are taken back with it.
struct ZipkinSpanBuilder: ~Copyable {
  var batch = SpanBatch()
  /// Tags of the span being read, a key and a value each.
  private(set) var tags: [(key: StringCode, value: StringCode)] = []
  var budget: MemoryBudget
  private let receivedAt: Timestamp
  private var keys = ZipkinKeyTable()
  private var attributes = AttributeDraft()
  private var resource = ResourceDraft()
  private var scope = ScopeDraft()
  /// The resource of each service; code 0 stands for none.
  private var resourceIndexes: [StringCode: UInt32] = [:]
  private var rejectedSpanCount = 0
  private var firstFault: (span: Int, fault: ZipkinSpanFault)?

  /// Reserves the columns for a message of `byteCount` bytes.
  init(messageByteCount byteCount: Int, receivedAt: Timestamp) throws(OTLPDecodeError) {
    budget = try MemoryBudget(messageByteCount: byteCount)
    self.receivedAt = receivedAt
    // As for OTLP, half of what typical spans need: one doubling at most, and little waste otherwise.
    batch.reserveCapacity(byteCount / 800, payloadCount: byteCount / 80)
  }

  consuming func finish() -> OTLPDecodeResult {
    var message = ""
    if let firstFault { message = "span \(firstFault.span) of the list: \(firstFault.fault.message)" }
    return OTLPDecodeResult(batch: batch, rejectedSpanCount: rejectedSpanCount, rejectionMessage: message)
  }

  mutating func addTag(_ key: StringCode, _ value: StringCode, at offset: Int) throws(OTLPDecodeError) {
    guard tags.count < OTLPLimits.attributeCount else { throw OTLPDecodeError(.tooManyEntries, at: offset) }
    tags.append((key, value))
  }

  mutating func removeTags() { tags.removeAll(keepingCapacity: true) }

  /// Adds an annotation of the span being read; one without a time gets the start of its span.
  mutating func addAnnotation(
    _ value: StringCode, microseconds: UInt64, at offset: Int
  ) throws(OTLPDecodeError) {
    try budget.charge(MemoryLayout<EventEntry>.stride, at: offset)
    let (nanoseconds, isTooLate) = microseconds.multipliedReportingOverflow(by: 1_000)
    let time = Timestamp(nanoseconds: isTooLate ? .max : nanoseconds)
    var name: StringCode?
    if batch.strings[value].first == UInt8(ascii: "{") {
      let text = Array(batch.strings[value])  // A copy: the table grows while it is read.
      name = ZipkinEventText.read(text.span, &batch.strings, into: &attributes)
    }
    batch.events.append(
      EventEntry(
        time: time, name: name ?? value, attributes: attributes.move(into: &batch), droppedAttributesCount: 0))
  }

  /// A state of the batch, before a span, to which it can be taken back.
  struct Mark {
    fileprivate let eventCount: Int
    fileprivate let payloadCount: Int
  }

  var mark: Mark { Mark(eventCount: batch.events.count, payloadCount: batch.payloads.count) }

  /// Takes back the annotations of the span being read.
  mutating func removeAnnotations(since mark: Mark) {
    batch.events.removeLast(batch.events.count - mark.eventCount)
    batch.payloads.removeLast(batch.payloads.count - mark.payloadCount)
  }
}

// MARK: Spans

extension ZipkinSpanBuilder {
  /// Completes the span whose tags and annotations have been read since `mark`, up to `offset`.
  mutating func append(_ span: ZipkinSpanDraft, since mark: Mark, at offset: Int) throws(OTLPDecodeError) {
    defer { removeTags() }
    if let fault = span.fault { return reject(fault, since: mark) }
    guard let times = times(of: span, since: mark) else { return reject(.time, since: mark) }
    for index in mark.eventCount..<batch.events.count where batch.events[index].time.nanoseconds == 0 {
      batch.events[index].time = times.start
    }
    var meaning = ZipkinTagMeaning()
    try addAttributes(of: span, &meaning, hasStart: times.isKnown, at: offset)
    batch.traceIDs.append(span.traceID)
    batch.spanIDs.append(span.spanID)
    let parent = span.parentSpanID ?? .none
    batch.parentSpanIDs.append(parent == span.spanID ? .none : parent)
    batch.startTimes.append(times.start)
    batch.endTimes.append(times.end)
    batch.names.append(span.name)
    batch.kinds.append(span.kind ?? meaning.kind ?? .internal)
    batch.statusCodes.append(meaning.status)
    batch.flags.append(0)
    batch.attributes.append(attributes.move(into: &batch))
    batch.detailIndexes.append(meaning.details.isEmpty ? 0 : batch.intern(meaning.details))
    batch.eventEnds.append(UInt32(batch.events.count))
    batch.linkEnds.append(0)
    batch.resourceIndexes.append(try resourceIndex(span.localEndpoint.serviceName, at: offset))
    scope.name = meaning.scopeName
    scope.version = meaning.scopeVersion
    batch.scopeIndexes.append(scope.move(into: &batch))
  }

  private mutating func reject(_ fault: ZipkinSpanFault, since mark: Mark) {
    if firstFault == nil { firstFault = (batch.count + rejectedSpanCount + 1, fault) }
    rejectedSpanCount += 1
    removeAnnotations(since: mark)
  }

  /// `nil` when they are too late for nanoseconds.
  private func times(
    of span: ZipkinSpanDraft, since mark: Mark
  ) -> (start: Timestamp, end: Timestamp, isKnown: Bool)? {
    let (start, startIsTooLate) = span.timestamp.multipliedReportingOverflow(by: 1_000)
    let (duration, isTooLong) = span.duration.multipliedReportingOverflow(by: 1_000)
    let firstAnnotation = batch.events[mark.eventCount...].lazy.map(\.time).filter { $0.nanoseconds > 0 }.min()
    let known = start > 0 ? Timestamp(nanoseconds: start) : firstAnnotation ?? receivedAt
    let (end, endIsTooLate) = known.nanoseconds.addingReportingOverflow(duration)
    if startIsTooLate || isTooLong || endIsTooLate { return nil }
    return (known, Timestamp(nanoseconds: end), start > 0)
  }

  /// The resource of a service.
  private mutating func resourceIndex(_ service: StringCode, at offset: Int) throws(OTLPDecodeError) -> UInt32 {
    if let known = resourceIndexes[service] { return known }
    if service != 0 {
      let key = batch.strings.intern("service.name")
      try resource.attributes.append(key: key, kind: .string, payload: UInt64(service), at: offset)
    }
    let index = resource.move(into: &batch)
    resourceIndexes[service] = index
    return index
  }
}

// MARK: Attributes

extension ZipkinSpanBuilder {
  /// Tags first, in their order, then what the other fields say. A tag goes before a field that says the same.
  private mutating func addAttributes(
    of span: ZipkinSpanDraft, _ meaning: inout ZipkinTagMeaning, hasStart: Bool, at offset: Int
  ) throws(OTLPDecodeError) {
    var given: Set<ZipkinKey> = []
    for tag in tags {
      if let key = keys.key(tag.key, in: batch.strings) {
        if meaning.take(key, tag) { continue }
        given.insert(key)
      }
      try attributes.append(key: tag.key, kind: .string, payload: UInt64(tag.value), at: offset)
    }
    for tag in meaning.settle(batch.strings) {
      try attributes.append(key: tag.key, kind: .string, payload: UInt64(tag.value), at: offset)
    }
    let (local, remote) = (span.localEndpoint, span.remoteEndpoint)
    let texts: [(ZipkinKey, StringCode)] = [
      (.peerService, remote.serviceName), (.peerAddress, remote.ipv4 == 0 ? remote.ipv6 : remote.ipv4),
      (.remoteIPv6, remote.ipv4 == 0 ? 0 : remote.ipv6), (.localAddress, local.ipv4 == 0 ? local.ipv6 : local.ipv4),
      (.localIPv6, local.ipv4 == 0 ? 0 : local.ipv6),
    ]
    for (key, value) in texts where value != 0 && !given.contains(key) {
      try add(key, .string, UInt64(value), at: offset)
    }
    for (key, port) in [(ZipkinKey.peerPort, remote.port), (.localPort, local.port)]
    where port != 0 && !given.contains(key) {
      try add(key, .int, port, at: offset)
    }
    let flags = [(ZipkinKey.shared, span.isShared), (.debug, span.isDebug), (.hasNoStart, !hasStart)]
    for (key, isSet) in flags where isSet && !given.contains(key) { try add(key, .bool, 1, at: offset) }
  }

  private mutating func add(
    _ key: ZipkinKey, _ kind: AttributeKind, _ payload: UInt64, at offset: Int
  ) throws(OTLPDecodeError) {
    try attributes.append(key: batch.strings.intern(key.rawValue), kind: kind, payload: payload, at: offset)
  }
}
