package import TelemetryModel

/// A batch whose rows can be compared field by field.
package protocol ComparableRows: TelemetryBatch {
  /// Every field of a row, by name; texts as bytes.
  func content(of row: Int) -> [RowField]
}

extension ComparableRows {
  /// Names the first thing in which two batches differ, byte for byte, whatever codes their tables use; `nil` when equal.
  ///
  /// Stricter than comparing `spans`, which repair invalid UTF-8 before they are compared.
  package func firstDifference(from other: Self) -> String? {
    if count != other.count { return "\(count) rows, \(other.count) rows" }
    for row in 0..<count {
      let left = content(of: row)
      let right = other.content(of: row)
      for (left, right) in zip(left, right) where left != right { return "row \(row): \(left) \(right)" }
      if left.count != right.count { return "row \(row): \(left.count) fields, \(right.count) fields" }
    }
    return nil
  }

  /// The resource and the scope that stand at these places.
  func originContent(resource: UInt32, scope: UInt32) -> [RowField] {
    let resource = resources[Int(resource)]
    let scope = scopes[Int(scope)]
    let fields = [
      RowField("resource", strings[resource.schemaURL], UInt64(resource.droppedAttributesCount)),
      RowField("service", strings[resource.serviceName]),
      RowField("entities", Array(String(describing: resource.entityReferences).utf8)[...]),
      RowField("scope", strings[scope.name], UInt64(scope.droppedAttributesCount)),
      RowField("scope version", strings[scope.version]), RowField("scope schema", strings[scope.schemaURL]),
    ]
    return fields + content(of: resource.attributes) + content(of: scope.attributes)
  }

  func content(of list: AttributeList) -> [RowField] {
    var fields = [RowField("attribute count", UInt64(shapes.slotCount(of: list.shape)))]
    for (slot, payload) in zip(shapes[list.shape], payloads[payloadRange(of: list)]) {
      fields.append(RowField("key", strings[slot.key], UInt64(slot.kind.rawValue)))
      fields.append(
        slot.kind.isTableCode
          ? RowField("value", strings[StringCode(truncatingIfNeeded: payload)]) : RowField("value", payload))
    }
    return fields
  }
}

extension ComparableRows where Self: TelemetryRows {
  /// The resource and the scope of a row.
  func originContent(of row: Int) -> [RowField] {
    originContent(resource: resourceIndexes[row], scope: scopeIndexes[row])
  }
}

/// One field of a row, by name; texts as bytes.
package struct RowField: Equatable {
  private let name: String
  private let numbers: [UInt64]
  private let bytes: [UInt8]

  package init(_ name: String, _ bytes: ArraySlice<UInt8>, _ numbers: UInt64...) {
    self.name = name
    self.bytes = Array(bytes)
    self.numbers = numbers
  }

  package init(_ name: String, _ numbers: UInt64...) { self.init(name, numbers: numbers) }

  package init(_ name: String, numbers: [UInt64]) {
    self.name = name
    self.bytes = []
    self.numbers = numbers
  }
}
