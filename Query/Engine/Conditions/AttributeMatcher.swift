import TelemetryModel
import TraceAnalysis

/// Finds an attribute of a given key whose value has a given text, in any attribute list of one batch.
///
/// Where the key stands is worked out once per shape, and which payload has the text once per kind of value.
struct AttributeMatcher {
  /// Where the places of each shape end in `places`.
  private var placeEnds: [UInt32] = []
  private var places: [Place] = []
  /// Payloads of arrays, key-value lists and bytes that have the text.
  private var members: Set<Member> = []

  /// A slot of a shape that has the key, and a kind of value that can have the text.
  private struct Place {
    let offset: Int
    let kind: AttributeKind
    let test: PayloadTest
  }

  private struct Member: Hashable {
    let kind: AttributeKind
    let payload: UInt64
  }

  /// `nil` when no list of the batch can match.
  init?(key: String, text: String, in batch: SpanBatch) {
    guard let keyCode = batch.strings.code(of: key) else { return nil }
    let tests = PayloadTest.byKind(text: text, in: batch)
    for shape in 0..<ShapeCode(batch.shapes.count) {
      for (offset, slot) in batch.shapes[shape].enumerated() where slot.key == keyCode {
        guard let test = tests[slot.kind] else { continue }
        places.append(Place(offset: offset, kind: slot.kind, test: test))
      }
      placeEnds.append(UInt32(places.count))
    }
    if places.isEmpty { return nil }
    if places.contains(where: { $0.test == .hasText }) {
      members = candidates(in: batch).filter {
        AttributeText.text($0.kind, $0.payload, in: batch).utf8.elementsEqual(text.utf8)
      }
      if members.isEmpty && places.allSatisfy({ $0.test == .hasText }) { return nil }
    }
  }

  func matches(_ list: AttributeList, _ batch: SpanBatch) -> Bool {
    var next = firstPlace(of: list.shape)
    let end = Int(placeEnds[Int(list.shape)])
    while next < end {
      let payload = batch.payloads[Int(list.firstPayload) + places[next].offset]
      switch places[next].test {
      case .equals(let expected):
        if payload == expected { return true }
      case .isNaN:
        if Double(bitPattern: payload).isNaN { return true }
      case .hasText:
        if members.contains(Member(kind: places[next].kind, payload: payload)) { return true }
      }
      next += 1
    }
    return false
  }

  private func firstPlace(of shape: ShapeCode) -> Int { shape == 0 ? 0 : Int(placeEnds[Int(shape) - 1]) }

  /// The distinct values under the key whose text has to be written to be compared.
  private func candidates(in batch: SpanBatch) -> Set<Member> {
    var members: Set<Member> = []
    func collect(_ list: AttributeList) {
      for place in places[firstPlace(of: list.shape)..<Int(placeEnds[Int(list.shape)])] where place.test == .hasText {
        let payload = batch.payloads[Int(list.firstPayload) + place.offset]
        members.insert(Member(kind: place.kind, payload: payload))
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
