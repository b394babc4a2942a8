import TelemetryModel

extension ProtobufWriter {
  /// Writes the `resource` field of a `ResourceSpans` or `ResourceLogs`.
  mutating func resource(_ entry: ResourceEntry, in batch: borrowing some TelemetryBatch) {
    let start = begin(0x0A)
    attributes(entry.attributes, tag: 0x0A, in: batch)
    field(0x10, UInt64(entry.droppedAttributesCount))
    for reference in entry.entityReferences {
      let start = begin(0x1A)
      field(0x0A, reference.schemaURL)
      field(0x12, reference.type)
      for key in reference.idKeys { presentField(0x1A, Array(key.utf8)[...]) }
      for key in reference.descriptionKeys { presentField(0x22, Array(key.utf8)[...]) }
      end(start)
    }
    endUnlessEmpty(start)
  }

  /// Writes the `scope` field of a `ScopeSpans` or `ScopeLogs`.
  mutating func scope(_ entry: ScopeEntry, in batch: borrowing some TelemetryBatch) {
    let start = begin(0x0A)
    field(0x0A, batch.strings[entry.name])
    field(0x12, batch.strings[entry.version])
    attributes(entry.attributes, tag: 0x1A, in: batch)
    field(0x20, UInt64(entry.droppedAttributesCount))
    endUnlessEmpty(start)
  }

  /// Negative numbers take ten bytes, as protobuf demands of an `int32`.
  static func enumBits(_ number: Int32) -> UInt64 { UInt64(bitPattern: Int64(number)) }
}
