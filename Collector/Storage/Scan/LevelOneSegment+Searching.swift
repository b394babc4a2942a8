package import SegmentFormat
package import TelemetryModel
package import TelemetryStorage

extension LevelOneSegment: ColumnarSegment {
  package var operationFacts: [OperationFacts] { operations.map(OperationFacts.init) }

  package func spans(
    ofOperations chosen: [Bool], columns: SpanCondition.Columns
  ) throws(SegmentError) -> SpanBatch {
    try spans(ofOperations: chosen, reading: LevelOneSelection(columns, tables.strings))
  }
}

extension OperationFacts {
  fileprivate init(_ operation: LevelOneOperation) {
    self.init(
      service: operation.service, name: operation.name, scope: operation.scope, kind: operation.kind,
      statusCode: operation.statusCode, shape: operation.shape, values: operation.values.map(Values.init),
      statusMessage: Values(operation.statusMessage))
  }
}

extension OperationFacts.Values {
  fileprivate init(_ values: LevelOneOperation.Values) {
    self =
      switch values {
      case .constant(let payload): .constant(payload)
      case .fromTable: .fromTable
      case .open: .open
      }
  }
}

extension LevelOneSelection {
  fileprivate init(_ columns: SpanCondition.Columns, _ strings: StringTable) {
    // The attributes of resources and scopes stand in the tables, those of events and links come with them.
    let keys = columns.attributes.filter { $0.value.contains(.span) }.keys
    let levels = columns.attributes.values.reduce(into: AttributeLevels()) { $0.formUnion($1) }
    self.init(
      keys: Set(keys.compactMap { strings.code(of: String(decoding: $0, as: UTF8.self)) }),
      names: columns.texts.contains(.operation), details: columns.texts.contains(.statusMessage),
      events: columns.numbers.contains(.eventCount) || columns.texts.contains(.eventName) || levels.contains(.event),
      links: columns.numbers.contains(.linkCount) || levels.contains(.link))
  }
}
