import TelemetryModel

/// Turns IPv4 addresses that were sent as numbers into dotted text, on spans and resources.
package struct IPAttributeAdjuster: TraceAdjuster {
  private static let keys: Set<String> = ["ip", "peer.ipv4"]

  package init() {}

  package func adjust(_ trace: inout AdjustedTrace) {
    let slots = NumericAddressSlots(keys: Self.keys, in: trace.batch)
    if slots.isEmpty { return }
    for index in trace.batch.resources.indices {
      let list = trace.batch.resources[index].attributes
      trace.batch.resources[index].attributes = slots.withDottedTexts(list, in: &trace.batch)
    }
    for row in 0..<trace.batch.count {
      trace.batch.attributes[row] = slots.withDottedTexts(trace.batch.attributes[row], in: &trace.batch)
    }
  }
}

/// Where the shapes of a batch have a number under an address key.
private struct NumericAddressSlots {
  private var places: [ShapeCode: [Int]] = [:]

  var isEmpty: Bool { places.isEmpty }

  init(keys: Set<String>, in batch: SpanBatch) {
    let codes = Set(keys.compactMap { batch.strings.code(of: $0) })
    if codes.isEmpty { return }
    for shape in 0..<ShapeCode(batch.shapes.count) {
      let found = batch.shapes[shape].enumerated().filter { _, slot in
        codes.contains(slot.key) && (slot.kind == .int || slot.kind == .double)
      }
      if !found.isEmpty { places[shape] = found.map(\.offset) }
    }
  }

  func withDottedTexts(_ list: AttributeList, in batch: inout SpanBatch) -> AttributeList {
    guard let places = places[list.shape] else { return list }
    var slots = Array(batch.shapes[list.shape])
    var payloads = Array(batch.payloads[batch.payloadRange(of: list)])
    for place in places {
      payloads[place] = UInt64(batch.strings.intern(dottedText(slots[place].kind, payloads[place])))
      slots[place].kind = .string
    }
    return batch.appendAttributes(slots, payloads)
  }

  private func dottedText(_ kind: AttributeKind, _ payload: UInt64) -> String {
    var number = Int64(bitPattern: payload)
    if kind == .double {
      let value = Double(bitPattern: payload)
      number = value.magnitude < 0x1p63 ? Int64(value) : 0  // NaN is not below anything.
    }
    let address = UInt32(truncatingIfNeeded: number)
    return [24, 16, 8, 0].map { String(address >> $0 & 0xFF) }.joined(separator: ".")
  }
}
