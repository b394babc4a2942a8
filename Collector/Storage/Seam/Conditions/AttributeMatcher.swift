import TelemetryModel

/// Finds an attribute of a given key whose value fulfils a test, in any attribute list of one batch.
///
/// Where the key stands is worked out once per shape, and what to ask of a payload once per kind of value.
struct AttributeMatcher {
  /// Where the places of each shape end in `places`.
  private var placeEnds: [UInt32] = []
  private var places: [Place] = []

  /// A slot of a shape that has the key, and a kind of value that can fulfil the test.
  private struct Place {
    let offset: Int
    let test: PayloadTest
  }

  /// `nil` when no list of the batch can match.
  init?(_ key: String, _ test: AttributeTest, in batch: SpanBatch) {
    guard let keyCode = batch.strings.code(of: key) else { return nil }
    let tests = PayloadTest.byKind(test, batch.strings)
    for shape in 0..<ShapeCode(batch.shapes.count) {
      for (offset, slot) in batch.shapes[shape].enumerated() where slot.key == keyCode {
        guard let test = tests[Int(slot.kind.rawValue)] else { continue }
        places.append(Place(offset: offset, test: test))
      }
      placeEnds.append(UInt32(places.count))
    }
    if places.isEmpty { return nil }
  }

  @inline(__always)
  func matches(_ list: AttributeList, _ batch: SpanBatch) -> Bool {
    var next = list.shape == 0 ? 0 : Int(placeEnds[Int(list.shape) - 1])
    let end = Int(placeEnds[Int(list.shape)])
    while next < end {
      let payload = batch.payloads[Int(list.firstPayload) + places[next].offset]
      if places[next].test.accepts(payload, batch.strings) { return true }
      next += 1
    }
    return false
  }
}
