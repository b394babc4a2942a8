package import TelemetryModel

/// What all spans of one operation of a segment have in common, in the codes of the segment's tables.
package struct LevelOneOperation: Sendable {
  /// What is known of the values of an attribute without reading its column.
  package enum Values: Sendable, Equatable {
    /// All spans have this payload.
    case constant(UInt64)
    /// Texts are texts of the tables; numbers are anything.
    case fromTable
    /// Texts may be missing from the tables: they are put together from templates.
    case open
  }

  package let service: StringCode
  /// `nil` when it differs from span to span.
  package let name: StringCode?
  /// Index into the scopes of the tables.
  package let scope: UInt32
  package let kind: SpanKind
  package let statusCode: SpanStatus.Code
  package let flags: UInt32
  /// The attributes of the spans, in the tables' shapes, and what is known of the value of each.
  package let shape: ShapeCode
  package let values: [Values]
  /// Constant 0 when the spans have none.
  package let statusMessage: Values
  package let spanCount: Int
}

extension LevelOneCore {
  func operation(_ form: Int) -> LevelOneOperation {
    let entry = tables.forms[form]
    let columns = layout.columnRange(of: form)
    let attributeCount = tables.batch.shapes.slotCount(of: entry.shape)
    var statusMessage = LevelOneOperation.Values.constant(0)
    var place = columns.lowerBound + attributeCount
    for column in ItemForm.Extras.columns where entry.extras.contains(column.extra) {
      if column.extra == .statusMessage { statusMessage = values(Int(layout.formColumns[place])) }
      place += 1
    }
    return LevelOneOperation(
      service: entry.service, name: entry.extras.contains(.name) ? nil : entry.name, scope: entry.scope,
      kind: SpanKind(rawValue: entry.kind), statusCode: SpanStatus.Code(rawValue: entry.statusCode),
      flags: entry.flags, shape: entry.shape,
      values: columns.prefix(attributeCount).map { values(Int(layout.formColumns[$0])) },
      statusMessage: statusMessage, spanCount: itemCounts[form])
  }

  private func values(_ column: Int) -> LevelOneOperation.Values {
    let info = columns.columns[column]
    guard info.templates.isEmpty else { return .open }
    let slot = columns.slots[info.firstSlot]
    guard !slot.varies else { return .fromTable }
    return .constant(columns.payload(slot.constant, info))
  }
}
