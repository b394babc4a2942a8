import TelemetryModel

/// Everything about a span that its siblings of the same operation share: one entry per distinct combination.
struct OperationEntry: Equatable {
  var resource: UInt32
  var scope: UInt32
  var name: StringCode
  var kind: SpanKind
  var statusCode: SpanStatus.Code
  var flags: UInt32
  var shape: ShapeCode
  var details: UInt32
  var eventCount: UInt32
  var linkCount: UInt32
  var hasParent: Bool

  init(_ batch: borrowing SpanBatch, row: Int) {
    resource = batch.resourceIndexes[row]
    scope = batch.scopeIndexes[row]
    name = batch.names[row]
    kind = batch.kinds[row]
    statusCode = batch.statusCodes[row]
    flags = batch.flags[row]
    shape = batch.attributes[row].shape
    details = batch.detailIndexes[row]
    eventCount = UInt32(batch.eventRange(of: row).count)
    linkCount = UInt32(batch.linkRange(of: row).count)
    hasParent = batch.parentSpanIDs[row].isValid
  }

  var hash: UInt64 {
    var hash = WordHash()
    hash.combine(UInt64(resource) << 32 | UInt64(scope))
    hash.combine(UInt64(name) << 32 | UInt64(shape))
    hash.combine(UInt64(UInt32(bitPattern: kind.rawValue)) << 32 | UInt64(UInt32(bitPattern: statusCode.rawValue)))
    hash.combine(UInt64(flags) << 32 | UInt64(details))
    hash.combine(UInt64(eventCount) << 32 | UInt64(linkCount) << 1 | (hasParent ? 1 : 0))
    return hash.value
  }
}
