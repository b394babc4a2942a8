/// Finds the correlation IDs of the rows of one batch.
///
/// Looks at keys once per shape, not once per row. A value counts when it is a text that is not empty, or an integer.
package struct CorrelationReader {
  /// For each string code the precedence of the key, lowest first; absent codes are no correlation keys.
  private let ranks: [StringCode: Int]
  private var placesOfShape: [ShapeCode: [Int]] = [:]
  private var idsOfResource: [UInt32: CorrelationID] = [:]

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
      let isText = batch.shapes.slots[first + place].kind == .string
      if !isText { return .number(Int64(bitPattern: payload)) }
      if payload != 0 { return .text(StringCode(truncatingIfNeeded: payload)) }
    }
    return .none
  }

  /// The places of the slots that may hold an ID, by precedence.
  private mutating func places(in shape: ShapeCode, _ batch: borrowing some TelemetryBatch) -> [Int] {
    if let known = placesOfShape[shape] { return known }
    var found: [(rank: Int, place: Int)] = []
    for (place, slot) in batch.shapes[shape].enumerated() where slot.kind == .string || slot.kind == .int {
      if let rank = ranks[slot.key] { found.append((rank, place)) }
    }
    let places = found.sorted { $0 < $1 }.map(\.place)
    placesOfShape[shape] = places
    return places
  }
}
