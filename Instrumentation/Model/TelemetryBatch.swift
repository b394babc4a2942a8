/// What the batches of every signal have in common: tables, and rows that refer to them.
///
/// Signals add their own columns. Everything here works alike for all of them: interning, attribute lists, resources
/// and scopes are written once.
package protocol TelemetryBatch: Sendable {
  init()

  var strings: StringTable { get set }
  var shapes: AttributeShapeTable { get set }
  /// The payloads of all attribute lists (`AttributeKind` says what each stands for).
  var payloads: [UInt64] { get set }
  var resources: [ResourceEntry] { get set }
  var scopes: [ScopeEntry] { get set }
  /// Where `intern` finds equal resources; catches up with its table when it is used.
  var resourceIndex: EntryIndex { get set }
  /// Where `intern` finds equal scopes; catches up with its table when it is used.
  var scopeIndex: EntryIndex { get set }

  /// How many rows there are.
  var count: Int { get }
  /// About how many bytes of memory the batch holds. O(1).
  var estimatedByteCount: Int { get }

  /// Appends all rows of another batch, with what they refer to.
  mutating func append(contentsOf other: Self)
  /// Appends some rows of another batch, with what they refer to.
  mutating func append(contentsOf other: Self, rows: [Int])
}

extension TelemetryBatch {
  @inlinable
  package var isEmpty: Bool { count == 0 }

  @inlinable @inline(__always)
  package func payloadRange(of list: AttributeList) -> Range<Int> {
    let first = Int(list.firstPayload)
    return first..<first + shapes.slotCount(of: list.shape)
  }

  /// The places in `keys` of those that attributes of this batch have, by their codes. O(slots of all shapes).
  package func attributeKeyRanks(of keys: [String]) -> [StringCode: Int] {
    var ranks: [StringCode: Int] = [:]
    var seen: Set<StringCode> = []
    for slot in shapes.slots where seen.insert(slot.key).inserted {
      let text = strings[slot.key]
      if let rank = keys.firstIndex(where: { $0.utf8.count == text.count && text.elementsEqual($0.utf8) }) {
        ranks[slot.key] = rank
      }
    }
    return ranks
  }
}

/// A batch whose rows each refer to a resource and a scope: spans and log records, but not points of metrics.
package protocol TelemetryRows: TelemetryBatch {
  /// One element per row: index into `resources`.
  var resourceIndexes: [UInt32] { get set }
  /// One element per row: index into `scopes`.
  var scopeIndexes: [UInt32] { get set }
}

extension TelemetryRows {
  /// The code of the service name of a row's resource.
  @inlinable
  package func serviceName(of row: Int) -> StringCode { resources[Int(resourceIndexes[row])].serviceName }
}
