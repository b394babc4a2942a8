/// Translates the codes of one batch into those of another, each on its first use.
struct CodeCarrier<Batch: TelemetryBatch> {
  private let source: Batch
  private var strings: [StringCode]
  private var shapes: [ShapeCode]
  private var resources: [UInt32]
  private var scopes: [UInt32]

  private static var unknown: UInt32 { UInt32.max }

  init(_ source: Batch) {
    self.source = source
    strings = Array(repeating: Self.unknown, count: source.strings.count)
    shapes = Array(repeating: Self.unknown, count: source.shapes.count)
    resources = Array(repeating: Self.unknown, count: source.resources.count)
    scopes = Array(repeating: Self.unknown, count: source.scopes.count)
  }

  @inline(__always)
  mutating func string(_ code: StringCode, into batch: inout Batch) -> StringCode {
    let known = strings[Int(code)]
    if known != Self.unknown { return known }
    let carried = batch.strings.intern(source.strings[code])
    strings[Int(code)] = carried
    return carried
  }

  /// The payload of a value of some kind, translated when it is a code.
  @inline(__always)
  mutating func payload(_ payload: UInt64, of kind: AttributeKind, into batch: inout Batch) -> UInt64 {
    kind.isTableCode ? UInt64(string(StringCode(truncatingIfNeeded: payload), into: &batch)) : payload
  }

  /// Copies the payloads of a list, translating those that are codes.
  @inline(__always)
  mutating func list(_ list: AttributeList, into batch: inout Batch) -> AttributeList {
    if list.shape == 0 { return .empty }
    let first = UInt32(batch.payloads.count)
    var place = Int(list.firstPayload)
    for slot in source.shapes.bounds(of: list.shape) {
      let carried = payload(source.payloads[place], of: source.shapes.slots[slot].kind, into: &batch)
      place += 1
      batch.payloads.append(carried)
    }
    return AttributeList(shape: shape(list.shape, into: &batch), firstPayload: first)
  }

  @inline(__always)
  private mutating func shape(_ code: ShapeCode, into batch: inout Batch) -> ShapeCode {
    let known = shapes[Int(code)]
    if known != Self.unknown { return known }
    var slots: [AttributeSlot] = []
    for slot in source.shapes[code] {
      slots.append(AttributeSlot(key: string(slot.key, into: &batch), kind: slot.kind))
    }
    let carried = batch.shapes.intern(slots)
    shapes[Int(code)] = carried
    return carried
  }

  mutating func resource(_ index: UInt32, into batch: inout Batch) -> UInt32 {
    let known = resources[Int(index)]
    if known != Self.unknown { return known }
    var entry = source.resources[Int(index)]
    entry.attributes = list(entry.attributes, into: &batch)
    entry.schemaURL = string(entry.schemaURL, into: &batch)
    entry.serviceName = string(entry.serviceName, into: &batch)
    let carried = batch.intern(entry)
    resources[Int(index)] = carried
    return carried
  }

  mutating func scope(_ index: UInt32, into batch: inout Batch) -> UInt32 {
    let known = scopes[Int(index)]
    if known != Self.unknown { return known }
    var entry = source.scopes[Int(index)]
    entry.name = string(entry.name, into: &batch)
    entry.version = string(entry.version, into: &batch)
    entry.attributes = list(entry.attributes, into: &batch)
    entry.schemaURL = string(entry.schemaURL, into: &batch)
    let carried = batch.intern(entry)
    scopes[Int(index)] = carried
    return carried
  }
}
