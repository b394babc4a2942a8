import TelemetryModel

/// Carries texts, shapes, resources and scopes of a segment over into a batch, each on its first use.
///
/// For a whole segment the batch starts with all tables, and codes stay as they are.
struct TableCarrier {
  private static let unknown = UInt32.max

  private let isWhole: Bool
  private var texts: [StringCode] = []
  private var shapes: [ShapeCode] = []
  private var resources: [UInt32] = []
  private var scopes: [UInt32] = []

  init(_ source: borrowing SpanBatch, isWhole: Bool) {
    self.isWhole = isWhole
    if isWhole { return }
    texts = Array(repeating: Self.unknown, count: source.strings.count)
    shapes = Array(repeating: Self.unknown, count: source.shapes.count)
    resources = Array(repeating: Self.unknown, count: source.resources.count)
    scopes = Array(repeating: Self.unknown, count: source.scopes.count)
  }

  @inline(__always)
  mutating func text(_ code: StringCode, _ source: borrowing SpanBatch, _ batch: inout SpanBatch) -> StringCode {
    if isWhole { return code }
    let known = texts[Int(code)]
    if known != Self.unknown { return known }
    let carried = batch.strings.intern(source.strings[code])
    texts[Int(code)] = carried
    return carried
  }

  @inline(__always)
  mutating func shape(_ code: ShapeCode, _ source: borrowing SpanBatch, _ batch: inout SpanBatch) -> ShapeCode {
    if isWhole { return code }
    let known = shapes[Int(code)]
    if known != Self.unknown { return known }
    var slots: [AttributeSlot] = []
    for slot in source.shapes[code] {
      slots.append(AttributeSlot(key: text(slot.key, source, &batch), kind: slot.kind))
    }
    let carried = batch.shapes.intern(slots)
    shapes[Int(code)] = carried
    return carried
  }

  @inline(__always)
  mutating func resource(_ index: UInt32, _ source: borrowing SpanBatch, _ batch: inout SpanBatch) -> UInt32 {
    if isWhole { return index }
    let known = resources[Int(index)]
    if known != Self.unknown { return known }
    var entry = source.resources[Int(index)]
    entry.attributes = list(entry.attributes, source, &batch)
    entry.schemaURL = text(entry.schemaURL, source, &batch)
    entry.serviceName = text(entry.serviceName, source, &batch)
    batch.resources.append(entry)
    resources[Int(index)] = UInt32(batch.resources.count - 1)
    return resources[Int(index)]
  }

  @inline(__always)
  mutating func scope(_ index: UInt32, _ source: borrowing SpanBatch, _ batch: inout SpanBatch) -> UInt32 {
    if isWhole { return index }
    let known = scopes[Int(index)]
    if known != Self.unknown { return known }
    var entry = source.scopes[Int(index)]
    entry.name = text(entry.name, source, &batch)
    entry.version = text(entry.version, source, &batch)
    entry.attributes = list(entry.attributes, source, &batch)
    entry.schemaURL = text(entry.schemaURL, source, &batch)
    batch.scopes.append(entry)
    scopes[Int(index)] = UInt32(batch.scopes.count - 1)
    return scopes[Int(index)]
  }

  private mutating func list(
    _ list: AttributeList, _ source: borrowing SpanBatch, _ batch: inout SpanBatch
  ) -> AttributeList {
    let first = UInt32(batch.payloads.count)
    for (slot, payload) in zip(source.shapes[list.shape], source.payloads[source.payloadRange(of: list)]) {
      let isCode = slot.kind.isTableCode
      batch.payloads.append(
        isCode ? UInt64(text(StringCode(truncatingIfNeeded: payload), source, &batch)) : payload)
    }
    return list.shape == 0 ? .empty : AttributeList(shape: shape(list.shape, source, &batch), firstPayload: first)
  }
}
