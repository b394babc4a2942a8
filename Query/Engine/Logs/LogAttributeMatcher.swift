import TelemetryModel
import TelemetryStorage

/// Finds an attribute of a given key whose value has a given text, on the rows of one batch, their resources or scopes.
struct LogAttributeMatcher {
  private struct Place {
    let offset: Int
    let test: PayloadTest
  }

  /// By shape: the slots that have the key, of kinds that can have the text.
  private var places: [[Place]] = []
  private var resources: [Bool] = []
  private var scopes: [Bool] = []

  /// `nil` when no row of the batch can match.
  init?(_ attribute: LogScanHint.AttributeText, _ batch: borrowing LogBatch) {
    guard let key = batch.strings.code(of: attribute.key) else { return nil }
    let tests = PayloadTest.byKind(.hasText(attribute.text), batch.strings)
    for shape in 0..<ShapeCode(batch.shapes.count) {
      var found: [Place] = []
      for (offset, slot) in batch.shapes[shape].enumerated() where slot.key == key {
        if let test = tests[Int(slot.kind.rawValue)] { found.append(Place(offset: offset, test: test)) }
      }
      places.append(found)
    }
    if places.allSatisfy(\.isEmpty) { return nil }
    for resource in batch.resources { resources.append(accepts(resource.attributes, batch)) }
    for scope in batch.scopes { scopes.append(accepts(scope.attributes, batch)) }
  }

  func accepts(_ row: Int, in batch: borrowing LogBatch) -> Bool {
    resources[Int(batch.resourceIndexes[row])] || scopes[Int(batch.scopeIndexes[row])]
      || accepts(batch.attributes[row], batch)
  }

  private func accepts(_ list: AttributeList, _ batch: borrowing LogBatch) -> Bool {
    for place in places[Int(list.shape)] {
      if place.test.accepts(batch.payloads[Int(list.firstPayload) + place.offset], batch.strings) { return true }
    }
    return false
  }
}
