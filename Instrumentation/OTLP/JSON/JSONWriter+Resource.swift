import TelemetryModel

// Members that are left out when they hold their default.

extension JSONWriter {
  mutating func text(_ name: StaticString, _ text: ArraySlice<UInt8>) {
    if text.isEmpty { return }
    key(name)
    string(text)
  }

  mutating func number(_ name: StaticString, _ value: Int32) {
    if value == 0 { return }
    key(name)
    int(value)
  }

  mutating func count(_ name: StaticString, _ value: UInt32) {
    if value == 0 { return }
    key(name)
    int(value)
  }

  mutating func time(_ name: StaticString, _ time: Timestamp) {
    if time.nanoseconds == 0 { return }
    key(name)
    quoted(time.nanoseconds)
  }

  mutating func attributes(_ name: StaticString, _ list: AttributeList, in batch: borrowing some TelemetryBatch) {
    if list.shape == 0 { return }
    key(name)
    attributes(list, in: batch)
  }
}

// MARK: Resources and scopes

extension JSONWriter {
  /// Writes a `Resource`.
  mutating func resource(_ entry: ResourceEntry, in batch: borrowing some TelemetryBatch) {
    beginObject()
    attributes("attributes", entry.attributes, in: batch)
    count("droppedAttributesCount", entry.droppedAttributesCount)
    if !entry.entityReferences.isEmpty {
      key("entityRefs")
      beginArray()
      for reference in entry.entityReferences { entityReference(reference) }
      endArray()
    }
    endObject()
  }

  private mutating func entityReference(_ reference: EntityReference) {
    beginObject()
    text("schemaUrl", Array(reference.schemaURL.utf8)[...])
    text("type", Array(reference.type.utf8)[...])
    texts("idKeys", reference.idKeys)
    texts("descriptionKeys", reference.descriptionKeys)
    endObject()
  }

  private mutating func texts(_ name: StaticString, _ texts: [String]) {
    if texts.isEmpty { return }
    key(name)
    beginArray()
    for text in texts { string(text) }
    endArray()
  }

  /// Writes an `InstrumentationScope`.
  mutating func scope(_ entry: ScopeEntry, in batch: borrowing some TelemetryBatch) {
    beginObject()
    text("name", batch.strings[entry.name])
    text("version", batch.strings[entry.version])
    attributes("attributes", entry.attributes, in: batch)
    count("droppedAttributesCount", entry.droppedAttributesCount)
    endObject()
  }
}
