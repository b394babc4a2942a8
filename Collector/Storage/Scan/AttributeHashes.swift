package import SegmentFormat
package import TelemetryModel
package import TelemetryStorage

/// The attributes of a segment as hashes for a `BinaryFuseFilter`, so that a search for a value can leave it out.
///
/// Every attribute on every level is a member, except arrays and key-value lists; of an array its elements are, as if
/// they stood under its key alone. Doubles are members bit by bit. The trace IDs of links are members under
/// `ScanHint.linkedTraceKey`. That is what `ScanHint.attributes` speaks about.
///
/// The keys alone are members of the filters of segments, too: a search for one of ten keys, of which a segment has one,
/// is not misled by nine values that are taken for members by chance.
package enum AttributeHashes {
  /// What a search demands of a filter: an attribute, and its key.
  package struct Demand: Sendable {
    let key: UInt64
    let value: UInt64
  }

  /// So many that no filter has all by chance that knows no keys, since an older Skein made it.
  private static let keyMarks = (0..<4 as Range<UInt64>).map(FilterHash.attributeKeyMark)

  /// Whether a filter knows the keys of the attributes that it knows.
  fileprivate static func knowsKeys(_ filter: BinaryFuseFilter) -> Bool { keyMarks.allSatisfy(filter.mayContain) }

  /// What the filter of a segment knows: the hashes of a batch, and those of its keys.
  package static func members(of batch: borrowing SpanBatch) -> [UInt64] {
    let linkKey = batch.links.isEmpty ? [] : [keyHash(ScanHint.linkedTraceKey)]
    return of(batch) + keyHashes(of: batch) + linkKey + keyMarks
  }

  /// The same for log records.
  package static func members(of batch: borrowing LogBatch) -> [UInt64] { of(batch) + keyHashes(of: batch) + keyMarks }

  private static func keyHashes(of batch: borrowing some TelemetryBatch) -> [UInt64] {
    let strings = batch.strings
    return Set(batch.shapes.slots.map(\.key)).map { FilterHash.of(attributeKey: strings[$0].span.bytes) }
  }

  fileprivate static func keyHash(_ key: String) -> UInt64 {
    FilterHash.of(attributeKey: Array(key.utf8).span.bytes)
  }

  /// The hashes of a batch, each attribute once. O(attributes), with one entry of memory per different attribute.
  package static func of(_ batch: borrowing SpanBatch) -> [UInt64] {
    let hashes = of(batch, batch.attributes, batch.events.lazy.map(\.attributes), batch.links.lazy.map(\.attributes))
    let linkKey = Array(ScanHint.linkedTraceKey.utf8)
    return hashes
      + Set(batch.links.lazy.map(\.traceID)).map { id in
        FilterHash.of(key: linkKey.span.bytes, kind: .bytes, text: id.bytes.span.bytes)
      }
  }

  /// The same for log records.
  package static func of(_ batch: borrowing LogBatch) -> [UInt64] {
    of(batch, batch.attributes, EmptyCollection(), EmptyCollection())
  }

  /// The attributes of the resources, the scopes and the given lists of a batch.
  private static func of(
    _ batch: borrowing some TelemetryBatch, _ lists: [AttributeList], _ events: some Sequence<AttributeList>,
    _ links: some Sequence<AttributeList>
  ) -> [UInt64] {
    var members = AttributeMembers(batch)
    for resource in batch.resources { members.add(resource.attributes) }
    for scope in batch.scopes { members.add(scope.attributes) }
    for list in lists { members.add(list) }
    for list in events { members.add(list) }
    for list in links { members.add(list) }
    return members.hashes
  }

  /// `nil` for an array or key-value list, which is no member.
  static func of(_ key: [UInt8], _ value: AttributeValue) -> UInt64? {
    let key = key.span.bytes
    return switch value {
    case .empty: FilterHash.of(key: key, kind: .empty, payload: 0)
    case .bool(let flag): FilterHash.of(key: key, kind: .bool, payload: flag ? 1 : 0)
    case .int(let number): FilterHash.of(key: key, kind: .int, payload: UInt64(bitPattern: number))
    case .double(let number): FilterHash.of(key: key, kind: .double, payload: number.bitPattern)
    case .string(let text): FilterHash.of(key: key, kind: .string, text: Array(text.utf8).span.bytes)
    case .bytes(let bytes): FilterHash.of(key: key, kind: .bytes, text: bytes.span.bytes)
    case .array, .keyValueList: nil
    }
  }
}

extension ScanHint {
  /// The hashes of the attributes that a span must have: of each inner list one at least.
  ///
  /// Computed once per scan, then looked up in the filter of every segment.
  package var attributeHashes: [[AttributeHashes.Demand]] {
    attributes.compactMap { choice in
      var demands: [AttributeHashes.Demand] = []
      for alternative in choice.alternatives {
        guard let value = AttributeHashes.of(Array(alternative.key.utf8), alternative.value) else { return nil }
        demands.append(AttributeHashes.Demand(key: AttributeHashes.keyHash(alternative.key), value: value))
      }
      return demands
    }
  }
}

extension BinaryFuseFilter {
  /// Whether a segment may have spans with all that `ScanHint.attributeHashes` demands.
  package func mayContain(oneOfEach demanded: [[AttributeHashes.Demand]]) -> Bool {
    let knowsKeys = AttributeHashes.knowsKeys(self)
    return demanded.allSatisfy { choice in
      choice.contains { mayContain($0.value) && (!knowsKeys || mayContain($0.key)) }
    }
  }
}
