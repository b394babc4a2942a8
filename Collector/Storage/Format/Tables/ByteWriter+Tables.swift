import TelemetryModel

extension ByteWriter {
  /// The tables that batches of every signal have: strings, shapes, resources, scopes.
  mutating func tables(of batch: borrowing some TelemetryBatch) {
    varint(batch.strings.count - 1)
    for code in 1..<StringCode(max(1, batch.strings.count)) { varint(batch.strings.byteCount(of: code)) }
    append(batch.strings.arena)

    varint(batch.shapes.count - 1)
    for shape in 1..<ShapeCode(max(1, batch.shapes.count)) {
      varint(batch.shapes.slotCount(of: shape))
      for slot in batch.shapes[shape] {
        varint(slot.key)
        byte(slot.kind.rawValue)
      }
    }
    resources(of: batch)
    varint(batch.scopes.count)
    for scope in batch.scopes {
      varint(scope.name)
      varint(scope.version)
      varint(scope.droppedAttributesCount)
      varint(scope.schemaURL)
      list(scope.attributes, of: batch)
    }
  }

  private mutating func resources(of batch: borrowing some TelemetryBatch) {
    varint(batch.resources.count)
    for resource in batch.resources {
      varint(resource.serviceName)
      varint(resource.droppedAttributesCount)
      varint(resource.schemaURL)
      list(resource.attributes, of: batch)
      varint(resource.entityReferences.count)
      for reference in resource.entityReferences {
        text(reference.schemaURL)
        text(reference.type)
        texts(reference.idKeys)
        texts(reference.descriptionKeys)
      }
    }
  }

  private mutating func list(_ list: AttributeList, of batch: borrowing some TelemetryBatch) {
    var codes = StringCodeStream()
    varint(list.shape)
    payloads(of: list, in: batch, &codes)
  }

  /// The payloads of a list, as its shape says.
  @inline(__always)
  mutating func payloads(
    of list: AttributeList, in batch: borrowing some TelemetryBatch, _ codes: inout StringCodeStream
  ) {
    payloads(of: list, batch.shapes, batch.payloads, &codes)
  }

  /// The same for batches of a known type, as in `ByteReader`.
  @inline(__always)
  mutating func payloads(
    of list: AttributeList, _ shapes: borrowing AttributeShapeTable, _ payloads: borrowing [UInt64],
    _ codes: inout StringCodeStream
  ) {
    var place = Int(list.firstPayload)
    for slot in shapes.bounds(of: list.shape) {
      payload(payloads[place], of: shapes.slots[slot].kind, &codes)
      place += 1
    }
  }

  @inline(__always)
  mutating func payload(_ payload: UInt64, of kind: AttributeKind, _ codes: inout StringCodeStream) {
    switch kind {
    case .empty: break
    case .string, .bytes, .composite: varint(codes.token(for: StringCode(truncatingIfNeeded: payload)))
    case .bool: byte(UInt8(truncatingIfNeeded: payload))
    case .int: zigzag(Int64(bitPattern: payload))
    case .double: fixed64(payload)
    }
  }

  private mutating func text(_ text: String) {
    varint(text.utf8.count)
    append(text.utf8)
  }

  private mutating func texts(_ list: [String]) {
    varint(list.count)
    for element in list { text(element) }
  }
}
