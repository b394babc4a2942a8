/// Finds the correlation IDs of the rows of one batch.
///
/// Looks at keys once per shape, not once per row. A value counts when it is a text that is not empty, an
/// integer, or an array of texts.
package struct CorrelationReader {
  /// For each string code the precedence of the key, lowest first; absent codes are no correlation keys.
  private let ranks: [StringCode: Int]
  private var placesOfShape: [ShapeCode: [Int]] = [:]
  private var idsOfResource: [UInt32: CorrelationID] = [:]
  private var areListsOfTexts: [StringCode: Bool] = [:]

  package init(_ keys: CorrelationKeys, in batch: borrowing some TelemetryBatch) {
    ranks = batch.attributeKeyRanks(of: keys.keys)
  }

  /// The ID that a row carries under one of the keys, itself or in its resource; `.none` when neither does.
  package mutating func id(
    of list: AttributeList, resource: UInt32, in batch: borrowing some TelemetryBatch
  ) -> CorrelationID {
    if ranks.isEmpty { return .none }
    let own = id(in: list, batch)
    if own != .none { return own }
    if let known = idsOfResource[resource] { return known }
    let inherited = id(in: batch.resources[Int(resource)].attributes, batch)
    idsOfResource[resource] = inherited
    return inherited
  }

  private mutating func id(in list: AttributeList, _ batch: borrowing some TelemetryBatch) -> CorrelationID {
    if list.shape == 0 { return .none }
    let first = batch.shapes.bounds(of: list.shape).lowerBound
    for place in places(in: list.shape, batch) {
      let payload = batch.payloads[Int(list.firstPayload) + place]
      let code = StringCode(truncatingIfNeeded: payload)
      switch batch.shapes.slots[first + place].kind {
      case .string: if code != 0 { return .text(code) }
      case .composite: if isListOfTexts(code, batch) { return .list(code) }
      default: return .number(Int64(bitPattern: payload))
      }
    }
    return .none
  }

  private mutating func isListOfTexts(_ code: StringCode, _ batch: borrowing some TelemetryBatch) -> Bool {
    if let known = areListsOfTexts[code] { return known }
    let isList = !CompositeValue.texts(ofArray: batch.strings[code]).isEmpty
    areListsOfTexts[code] = isList
    return isList
  }

  /// The places of the slots that may hold an ID, by precedence.
  private mutating func places(in shape: ShapeCode, _ batch: borrowing some TelemetryBatch) -> [Int] {
    if let known = placesOfShape[shape] { return known }
    var found: [(rank: Int, place: Int)] = []
    for (place, slot) in batch.shapes[shape].enumerated() where [.string, .int, .composite].contains(slot.kind) {
      if let rank = ranks[slot.key] { found.append((rank, place)) }
    }
    let places = found.sorted { $0 < $1 }.map(\.place)
    placesOfShape[shape] = places
    return places
  }
}
