import Tracing

/// Where finished spans become bytes: encodes each as a `Span` message of OTLP, straight into the queue.
final class SpanSink: Sendable {
  let limits: SpanLimits
  let queue: SignalQueue
  let correlationKey: String
  private let scope = EncodedScope(name: "skein-swift", version: SDKVersion.current)

  init(limits: SpanLimits, queue: SignalQueue, correlationKey: String) {
    self.limits = limits
    self.queue = queue
    self.correlationKey = correlationKey
  }

  func export(_ span: RecordingSpan, _ state: RecordingSpan.State) {
    guard var buffer = queue.lease() else { return }
    let message = buffer.beginMessage(0x12)
    encode(span, state, into: &buffer)
    buffer.endMessage(message)
    queue.commit(buffer, scope: scope)
  }

  private func encode(_ span: RecordingSpan, _ state: RecordingSpan.State, into buffer: inout WireBuffer) {
    let identity = span.identity
    buffer.reserve(128)
    buffer.ids(identity)
    if let carried = identity.carried, !carried.traceState.isEmpty { buffer.field(0x1A, text: carried.traceState) }
    if span.parent != 0 {
      buffer.byte(0x22)
      buffer.byte(8)
      buffer.bigEndian(span.parent)
    }
    buffer.field(0x2A, text: state.name)
    buffer.field(0x30, varint: span.kind.wireValue)
    buffer.field(0x39, fixed64: span.startNanoseconds)
    buffer.field(0x41, fixed64: max(state.endNanoseconds, span.startNanoseconds))
    attributes(state.attributes, 0x4A, &buffer)
    if let id = identity.carried?.correlationID, state.attributes.get(correlationKey) == nil {
      buffer.attribute(0x4A, correlationKey, text: id, limit: Limits.correlationIDByteCount)
    }
    if state.droppedAttributeCount > 0 { buffer.field(0x50, varint: UInt64(state.droppedAttributeCount)) }
    for event in state.events { encode(event, &buffer) }
    if state.droppedEventCount > 0 { buffer.field(0x60, varint: UInt64(state.droppedEventCount)) }
    for link in state.links { encode(link, &buffer) }
    if state.droppedLinkCount > 0 { buffer.field(0x70, varint: UInt64(state.droppedLinkCount)) }
    if let status = state.status { encode(status, &buffer) }
    // Field 16 takes a tag of two bytes. Bit 8 says that bit 9 is known: whether the parent is remote.
    buffer.byte(0x85)
    buffer.byte(0x01)
    buffer.fixed32(UInt32(identity.flags) | 0x100 | (span.isParentRemote ? 0x200 : 0))
  }

  @inline(__always)
  private func attributes(_ attributes: SpanAttributes, _ tag: UInt8, _ buffer: inout WireBuffer) {
    if attributes.isEmpty { return }
    let limit = limits.valueByteCount
    attributes.forEach { key, value in buffer.attribute(tag, key, value, limit: limit) }
  }

  private func encode(_ event: SpanEvent, _ buffer: inout WireBuffer) {
    let message = buffer.beginMessage(0x5A)
    buffer.field(0x09, fixed64: event.nanosecondsSinceEpoch)
    buffer.field(0x12, text: event.name)
    attributes(event.attributes, 0x1A, &buffer)
    buffer.endMessage(message)
  }

  private func encode(_ link: SpanLink, _ buffer: inout WireBuffer) {
    guard let identity = link.context.traceNode?.identity, identity.isValid else { return }
    let message = buffer.beginMessage(0x6A)
    buffer.ids(identity)
    if let carried = identity.carried, !carried.traceState.isEmpty { buffer.field(0x1A, text: carried.traceState) }
    attributes(link.attributes, 0x22, &buffer)
    buffer.byte(0x35)
    buffer.fixed32(UInt32(identity.flags) | 0x100 | (identity.isRemote ? 0x200 : 0))
    buffer.endMessage(message)
  }

  private func encode(_ status: SpanStatus, _ buffer: inout WireBuffer) {
    let message = buffer.beginMessage(0x7A)
    if let text = status.message { buffer.field(0x12, text: text) }
    buffer.field(0x18, varint: status.code == .ok ? 1 : 2)
    buffer.endMessage(message)
  }
}

extension WireBuffer {
  /// The trace ID as field 1 and the span ID as field 2, as spans and links have them.
  @inline(__always)
  mutating func ids(_ identity: TraceIdentity) {
    byte(0x0A)
    byte(16)
    bigEndian(identity.traceHigh)
    bigEndian(identity.traceLow)
    byte(0x12)
    byte(8)
    bigEndian(identity.span)
  }
}

extension SpanKind {
  fileprivate var wireValue: UInt64 {
    switch self {
    case .internal: 1
    case .server: 2
    case .client: 3
    case .producer: 4
    case .consumer: 5
    }
  }
}
