import BoundedZlib
import TelemetryModel

/// Where the bytes of a segment's columns go: by stream, by attribute key, and by operation.
///
/// Written with the segment, so that statistics over a file of any size read a small part of it. Sizes are those that
/// were stored. What an operation takes is a share: the bytes of an attribute key are divided by how many values of it
/// the spans of each operation have, everything else (times, IDs, structure, events, links) by spans.
///
/// Part 5 of a segment, one stream of a `StreamPack`:
///
///     varint     number of columns; per column: 1 byte (0 stream, 1 attribute key, 2 all other attribute keys),
///                name (varint length, bytes), varint byte count
///     varint     number of operations; per operation: service (varint length, bytes), 1 byte (0 no name, 1 name),
///                name (length, bytes) if there is one, varint spans, varint byte count
///
/// An operation without a name stands for those of its service whose names are a column, see `ItemForm`. One without
/// service and name stands for all others, once there are more than `SegmentLimits.figureCount`.
package struct ColumnFigures: Equatable, Sendable {
  package enum ColumnKind: UInt8, Sendable {
    case stream = 0
    case attribute = 1
    case otherAttributes = 2
  }

  package struct Column: Equatable, Sendable {
    package let kind: ColumnKind
    package let name: [UInt8]
    package let byteCount: Int
  }

  package struct Operation: Equatable, Sendable {
    package let service: [UInt8]
    package let name: [UInt8]?
    package let spanCount: Int
    package let byteCount: Int
  }

  /// Streams in the order of the parts, then attribute keys by falling size.
  package let columns: [Column]
  /// By falling size; their bytes add up to those of the columns.
  package let operations: [Operation]

  package var byteCount: Int { columns.reduce(0) { $0 + $1.byteCount } }
}

extension ColumnFigures {
  /// - Parameters:
  ///   - streamSizes: stored bytes of the core's streams, in their order.
  ///   - keySizes: stored bytes of every attribute key.
  init(
    _ batch: borrowing SpanBatch, _ order: borrowing TraceOrder, _ forms: borrowing FormTable,
    _ layout: borrowing ColumnLayout, _ keys: borrowing KeyTable, streamSizes: [Int], keySizes: [Int]
  ) {
    let ids = [
      (LevelOnePart.spanIDs.name, order.batchRows.count * SpanID.byteCount),
      (LevelOnePart.traceIDs.name, order.traceIDs.count * TraceID.byteCount),
    ]
    var streams = (zip(CoreStream.allCases.map(\.name), streamSizes) + ids).map { name, byteCount in
      Column(kind: .stream, name: Array(name.utf8), byteCount: byteCount)
    }
    var attributes: [Column] = []
    for (key, byteCount) in keySizes.enumerated() where byteCount > 0 {
      let (name, isAttribute) = keys.figureName(key, batch)
      if isAttribute {
        attributes.append(Column(kind: .attribute, name: Self.shortened(name), byteCount: byteCount))
      } else {
        streams.append(Column(kind: .stream, name: name, byteCount: byteCount))
      }
    }
    attributes.sort { left, right in
      left.byteCount != right.byteCount
        ? left.byteCount > right.byteCount : left.name.lexicographicallyPrecedes(right.name)
    }
    let others = attributes.dropFirst(SegmentLimits.figureCount).reduce(0) { $0 + $1.byteCount }
    columns =
      streams + attributes.prefix(SegmentLimits.figureCount)
      + (others > 0 ? [Column(kind: .otherAttributes, name: [], byteCount: others)] : [])
    operations = Self.operations(batch, forms, layout, streams: streamSizes + ids.map(\.1), keySizes: keySizes)
  }

  private struct Identity: Hashable {
    let service: StringCode
    let name: StringCode
    let isNamed: Bool
  }

  private static func operations(
    _ batch: borrowing SpanBatch, _ forms: borrowing FormTable, _ layout: borrowing ColumnLayout, streams: [Int],
    keySizes: [Int]
  ) -> [Operation] {
    var valueCounts = [Int](repeating: 0, count: keySizes.count)
    for form in forms.range(of: .span) {
      for place in layout.columnRange(of: form) {
        valueCounts[Int(layout.columns[Int(layout.formColumns[place])].key)] += forms.itemCounts[form]
      }
    }
    // Keys that only events and links have are divided by spans, like the streams.
    var commonBytes = streams.reduce(0, +)
    for key in keySizes.indices where valueCounts[key] == 0 { commonBytes += keySizes[key] }
    let bytesPerSpan = Double(commonBytes) / Double(max(1, batch.count))

    var shares: [Identity: (spanCount: Int, bytes: Double)] = [:]
    for form in forms.range(of: .span) {
      let entry = forms.forms[form]
      let count = forms.itemCounts[form]
      var bytes = bytesPerSpan * Double(count)
      for place in layout.columnRange(of: form) {
        let key = Int(layout.columns[Int(layout.formColumns[place])].key)
        bytes += Double(keySizes[key]) * Double(count) / Double(valueCounts[key])
      }
      let isNamed = !entry.extras.contains(.name)
      let identity = Identity(service: entry.service, name: isNamed ? entry.name : 0, isNamed: isNamed)
      shares[identity, default: (0, 0)].spanCount += count
      shares[identity, default: (0, 0)].bytes += bytes
    }
    let sorted = shares.sorted { left, right in
      left.value.bytes != right.value.bytes
        ? left.value.bytes > right.value.bytes
        : (left.key.service, left.key.name) < (right.key.service, right.key.name)
    }
    var division = ExactDivision()
    var list = sorted.prefix(SegmentLimits.figureCount).map { identity, share in
      Operation(
        service: shortened(Array(batch.strings[identity.service])),
        name: identity.isNamed ? shortened(Array(batch.strings[identity.name])) : nil,
        spanCount: share.spanCount, byteCount: division.next(share.bytes))
    }
    let others = sorted.dropFirst(SegmentLimits.figureCount)
    if !others.isEmpty {
      let bytes = others.reduce(0) { $0 + $1.value.bytes }
      list.append(
        Operation(
          service: [], name: nil, spanCount: others.reduce(0) { $0 + $1.value.spanCount },
          byteCount: division.next(bytes)))
    }
    return list
  }

  /// At most `SegmentLimits.figureNameByteCount` bytes, cut where a character begins.
  private static func shortened(_ name: [UInt8]) -> [UInt8] {
    var end = SegmentLimits.figureNameByteCount
    guard name.count > end else { return name }
    while end > 0, name[end] & 0xC0 == 0x80 { end -= 1 }
    return Array(name[..<end])
  }
}

/// Rounds shares so that their sum is the rounded sum.
package struct ExactDivision {
  private var exact = 0.0
  private var given = 0

  package init() {}

  package mutating func next(_ share: Double) -> Int {
    exact += share
    let part = max(0, Int(exact.rounded()) - given)
    given += part
    return part
  }
}
