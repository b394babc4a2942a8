import TelemetryModel

/// Numbers the combinations of labels that rows of one batch have, without making a text per row.
struct RowGroups {
  private let dimensions: [RedDimension]
  private let batch: SpanBatch
  /// Per dimension; `nil` for a field of spans.
  private let columns: [AttributeColumn?]
  /// A combination as the one without its last label, and that label.
  private struct Step: Hashable {
    let prefix: UInt32
    let label: UInt64
    let kind: UInt8
  }
  private var numbers: [Step: UInt32] = [:]
  private var count: UInt32 = 0

  init(_ dimensions: [RedDimension], _ facts: SpanFacts) {
    self.dimensions = dimensions
    batch = facts.batch
    columns = dimensions.map { [batch] dimension in
      switch dimension {
      case .attribute(let key): AttributeColumn(key, in: batch)
      case .resource(let key): AttributeColumn(key, ofResources: true, in: batch)
      case .service, .operation, .kind, .status, .statusClass: nil
      }
    }
  }

  /// Equal for rows with equal labels, and small. (Of different labels a few numbers in between are not used.)
  mutating func number(of row: Int, statusClass: UInt8) -> Int {
    var number: UInt32 = 0
    for (place, dimension) in dimensions.enumerated() {
      var kind: UInt8 = 0
      let label: UInt64
      switch dimension {
      case .service: label = UInt64(batch.serviceName(of: row))
      case .operation: label = UInt64(batch.names[row])
      case .kind: label = UInt64(UInt32(bitPattern: batch.kinds[row].rawValue))
      case .status: label = UInt64(UInt32(bitPattern: batch.statusCodes[row].rawValue))
      case .statusClass: label = UInt64(statusClass)
      case .attribute, .resource:
        let value = columns[place]?.value(of: row, in: batch)
        kind = value.map { $0.kind.rawValue + 1 } ?? 0
        label = value?.payload ?? 0
      }
      let step = Step(prefix: number, label: label, kind: kind)
      if let known = numbers[step] {
        number = known
      } else {
        count += 1
        numbers[step] = count
        number = count
      }
    }
    return Int(number)
  }

  /// The labels of a row as texts.
  func labels(of row: Int, statusClass: UInt8) -> [String?] {
    zip(dimensions, columns).map { dimension, column in
      switch dimension {
      case .service: batch.strings.text(batch.serviceName(of: row))
      case .operation: batch.strings.text(batch.names[row])
      case .kind: batch.kinds[row].label
      case .status: batch.statusCodes[row].label
      case .statusClass: RedDimension.label(statusClass: statusClass)
      case .attribute, .resource:
        column?.value(of: row, in: batch).map { AttributeText.text($0.kind, $0.payload, in: batch) }
      }
    }
  }
}

/// The first value that rows of a batch have under a key: on the span, else on its resource, else on its scope.
struct AttributeColumn {
  private static let absent: Int32 = -1
  /// Where in its list a shape has the key.
  private let places: [Int32]
  private let isOfResources: Bool

  init(_ key: String, ofResources: Bool = false, in batch: SpanBatch) {
    isOfResources = ofResources
    let code = batch.strings.code(of: key)
    places = (0..<ShapeCode(batch.shapes.count)).map { shape in
      guard let code, let place = batch.shapes[shape].firstIndex(where: { $0.key == code }) else { return Self.absent }
      return Int32(place - batch.shapes[shape].startIndex)
    }
  }

  func value(of row: Int, in batch: SpanBatch) -> (kind: AttributeKind, payload: UInt64)? {
    if !isOfResources, let own = value(in: batch.attributes[row], batch) { return own }
    if let inherited = value(in: batch.resources[Int(batch.resourceIndexes[row])].attributes, batch) {
      return inherited
    }
    return isOfResources ? nil : value(in: batch.scopes[Int(batch.scopeIndexes[row])].attributes, batch)
  }

  private func value(in list: AttributeList, _ batch: SpanBatch) -> (kind: AttributeKind, payload: UInt64)? {
    let place = Int(places[Int(list.shape)])
    if place == Int(Self.absent) { return nil }
    let slot = batch.shapes.slots[batch.shapes.bounds(of: list.shape).lowerBound + place]
    return (slot.kind, batch.payloads[Int(list.firstPayload) + place])
  }
}
