import TelemetryModel

/// The attributes of the span, log record, resource or other thing that is being read.
///
/// Wire order may interleave the attributes of a span with its events, so they gather here until their owner is
/// complete. The buffers are reused: reading a span allocates nothing.
struct AttributeDraft: ~Copyable {
  private(set) var slots: [AttributeSlot] = []
  private(set) var payloads: [UInt64] = []

  /// Adds an attribute that was read up to `offset`.
  @inline(__always)
  mutating func append(
    key: StringCode, kind: AttributeKind, payload: UInt64, at offset: Int
  ) throws(OTLPDecodeError) {
    guard slots.count < OTLPLimits.attributeCount else { throw OTLPDecodeError(.tooManyEntries, at: offset) }
    slots.append(AttributeSlot(key: key, kind: kind))
    payloads.append(payload)
  }

  @inline(__always)
  mutating func removeAll() {
    if slots.isEmpty { return }
    slots.removeAll(keepingCapacity: true)
    payloads.removeAll(keepingCapacity: true)
  }

  /// Moves the attributes into `batch` and is empty afterwards.
  @inline(__always)
  mutating func move(into batch: inout some TelemetryBatch) -> AttributeList {
    if slots.isEmpty { return .empty }
    let list = AttributeList(shape: batch.shapes.intern(slots), firstPayload: UInt32(batch.payloads.count))
    batch.payloads.append(contentsOf: payloads)
    removeAll()
    return list
  }
}
