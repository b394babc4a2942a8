import TelemetryModel
import TraceAnalysis

/// Finds an attribute of a given key whose value has a given text, in any attribute list of one batch.
///
/// Where the key stands is worked out once per shape, and which payloads have the text once per kind of value.
struct AttributeMatcher {
  /// Where the places of each shape end in `places`.
  private var placeEnds: [UInt32] = []
  private var places: [Place] = []
  private var values: PayloadSet

  private struct Place {
    let offset: Int
    let kind: AttributeKind
  }

  /// `nil` when no list of the batch can match.
  init?(key: String, text: String, in batch: SpanBatch) {
    guard let keyCode = batch.strings.code(of: key) else { return nil }
    values = PayloadSet(text: text, in: batch)
    for shape in 0..<ShapeCode(batch.shapes.count) {
      for (offset, slot) in batch.shapes[shape].enumerated()
      where slot.key == keyCode && values.mayContain(slot.kind) {
        places.append(Place(offset: offset, kind: slot.kind))
      }
      placeEnds.append(UInt32(places.count))
    }
    if places.isEmpty { return nil }
    if places.contains(where: { PayloadSet.needsDistinctPayloads($0.kind) }) {
      values.insert(matching: text, among: distinctPayloads(in: batch), of: batch)
      if values.isEmpty { return nil }
    }
  }

  func matches(_ list: AttributeList, _ batch: SpanBatch) -> Bool {
    for place in places[placeRange(of: list.shape)]
    where values.contains(place.kind, batch.payloads[Int(list.firstPayload) + place.offset]) {
      return true
    }
    return false
  }

  private func placeRange(of shape: ShapeCode) -> Range<Int> {
    let index = Int(shape)
    return (index == 0 ? 0 : Int(placeEnds[index - 1]))..<Int(placeEnds[index])
  }

  /// The distinct payloads under the key whose text has to be written to be compared.
  private func distinctPayloads(in batch: SpanBatch) -> Set<PayloadSet.Member> {
    var members: Set<PayloadSet.Member> = []
    func collect(_ list: AttributeList) {
      for place in places[placeRange(of: list.shape)] where PayloadSet.needsDistinctPayloads(place.kind) {
        let payload = batch.payloads[Int(list.firstPayload) + place.offset]
        members.insert(PayloadSet.Member(kind: place.kind, payload: payload))
      }
    }
    for list in batch.attributes { collect(list) }
    for resource in batch.resources { collect(resource.attributes) }
    for scope in batch.scopes { collect(scope.attributes) }
    for event in batch.events { collect(event.attributes) }
    for link in batch.links { collect(link.attributes) }
    return members
  }
}
