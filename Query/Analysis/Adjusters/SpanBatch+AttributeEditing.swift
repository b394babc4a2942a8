import TelemetryModel

extension SpanBatch {
  /// Adds a list of the given slots and payloads; existing lists stay as they are, for others may share them.
  mutating func appendAttributes(_ slots: [AttributeSlot], _ payloads: [UInt64]) -> AttributeList {
    if slots.isEmpty { return .empty }
    let first = UInt32(self.payloads.count)
    self.payloads += payloads
    return AttributeList(shape: shapes.intern(slots), firstPayload: first)
  }

  func slotsAndPayloads(of list: AttributeList) -> [(slot: AttributeSlot, payload: UInt64)] {
    zip(shapes[list.shape], payloads[payloadRange(of: list)]).map { ($0, $1) }
  }
}
