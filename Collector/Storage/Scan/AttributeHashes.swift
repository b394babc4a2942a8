package import SegmentFormat
package import TelemetryModel
package import TelemetryStorage

/// The attributes of a segment as hashes for a `BinaryFuseFilter`, so that a search for a value can leave it out.
///
/// Every attribute on every level is a member, except arrays and key-value lists; of an array its elements are, as if
/// they stood under its key alone. Doubles are members bit by bit. The trace IDs of links are members under
/// `ScanHint.linkedTraceKey`. That is what `ScanHint.attributes` speaks about.
package enum AttributeHashes {
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
  package var attributeHashes: [[UInt64]] {
    attributes.compactMap { choice in
      let hashes = choice.alternatives.map { AttributeHashes.of(Array($0.key.utf8), $0.value) }
      return hashes.contains(nil) ? nil : hashes.compactMap { $0 }
    }
  }
}

extension BinaryFuseFilter {
  /// Whether a segment may have spans with all that `ScanHint.attributeHashes` demands.
  package func mayContain(oneOfEach demanded: [[UInt64]]) -> Bool {
    demanded.allSatisfy { $0.contains(where: mayContain) }
  }
}
