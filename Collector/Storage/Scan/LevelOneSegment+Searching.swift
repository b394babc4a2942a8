package import SegmentFormat
package import TelemetryModel
package import TelemetryStorage

extension LevelOneSegment: ColumnarSegment {
  package var operationFacts: [OperationFacts] { operations.map(OperationFacts.init) }

  package func spans(
    ofOperations chosen: [Bool], columns: SpanCondition.Columns, hint: ScanHint
  ) throws(SegmentError) -> SpanBatch {
    var selection = selection(of: columns)
    selection.startTimes = hint.timeRange.start.nanoseconds...hint.timeRange.end.nanoseconds
    selection.durationNanoseconds = hint.durationNanoseconds
    selection.demands = hint.attributes.compactMap(demand)
    return try spans(ofOperations: chosen, reading: selection)
  }

  /// The attributes of resources and scopes stand in the tables, those of events and links come with them.
  private func selection(of columns: SpanCondition.Columns) -> LevelOneSelection {
    let keys = { (level: AttributeLevels) in
      Set(
        columns.attributes.filter { $0.value.contains(level) }.keys.compactMap {
          self.tables.strings.code(of: String(decoding: $0, as: UTF8.self))
        })
    }
    let eventKeys = keys(.event)
    let linkKeys = keys(.link)
    return LevelOneSelection(
      keys: keys(.span), names: columns.texts.contains(.operation), details: columns.texts.contains(.statusMessage),
      events: columns.numbers.contains(.eventCount) || columns.texts.contains(.eventName)
        || has(anyOf: eventKeys, in: eventShapes),
      links: columns.numbers.contains(.linkCount) || columns.linkedTraceIDs || has(anyOf: linkKeys, in: linkShapes))
  }

  /// A choice in the codes of the tables; `nil` when a resource or scope may have one of its attributes.
  private func demand(_ choice: ScanHint.AttributeChoice) -> [LevelOneSelection.Alternative]? {
    var alternatives: [LevelOneSelection.Alternative] = []
    for alternative in choice.alternatives {
      // No attribute, though it is looked up like one.
      if alternative.key == ScanHint.linkedTraceKey { return nil }
      guard let key = tables.strings.code(of: alternative.key) else { continue }
      let isOnTables =
        alternative.levels.contains(.resource) && tables.resources.contains { has(key, $0.attributes) }
        || alternative.levels.contains(.scope) && tables.scopes.contains { has(key, $0.attributes) }
      if isOnTables { return nil }
      alternatives.append(LevelOneSelection.Alternative(key: key, value: alternative.value))
    }
    return alternatives
  }

  private func has(_ key: StringCode, _ list: AttributeList) -> Bool {
    tables.shapes[list.shape].contains { $0.key == key }
  }

  private func has(anyOf keys: Set<StringCode>, in shapes: Set<ShapeCode>) -> Bool {
    !keys.isEmpty && shapes.contains { shape in tables.shapes[shape].contains { keys.contains($0.key) } }
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
