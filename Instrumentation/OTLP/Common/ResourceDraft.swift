import TelemetryModel

/// The resource that is being read; its message may come in parts, and after the spans that it belongs to.
struct ResourceDraft: ~Copyable {
  var attributes = AttributeDraft()
  var droppedAttributesCount: UInt32 = 0
  var schemaURL: StringCode = 0
  var entityReferences: [EntityReference] = []

  /// Forgets what the resource message said; the schema URL stands outside of it.
  mutating func removeResource() {
    attributes.removeAll()
    droppedAttributesCount = 0
    entityReferences = []
  }

  /// Moves the resource into `batch` and is empty afterwards; returns its index.
  mutating func move(into batch: inout some TelemetryBatch) -> UInt32 {
    let list = attributes.move(into: &batch)
    let entry = ResourceEntry(
      attributes: list, droppedAttributesCount: droppedAttributesCount, schemaURL: schemaURL,
      entityReferences: entityReferences, serviceName: batch.serviceName(in: list))
    removeAll()
    return batch.intern(entry)
  }

  /// Forgets everything.
  mutating func removeAll() {
    removeResource()
    schemaURL = 0
  }
}

/// The instrumentation scope that is being read.
struct ScopeDraft: ~Copyable {
  var name: StringCode = 0
  var version: StringCode = 0
  var attributes = AttributeDraft()
  var droppedAttributesCount: UInt32 = 0
  var schemaURL: StringCode = 0

  /// Forgets what the scope message said; the schema URL stands outside of it.
  mutating func removeScope() {
    name = 0
    version = 0
    attributes.removeAll()
    droppedAttributesCount = 0
  }

  /// Moves the scope into `batch` and is empty afterwards; returns its index.
  mutating func move(into batch: inout some TelemetryBatch) -> UInt32 {
    let entry = ScopeEntry(
      name: name, version: version, attributes: attributes.move(into: &batch),
      droppedAttributesCount: droppedAttributesCount, schemaURL: schemaURL)
    removeAll()
    return batch.intern(entry)
  }

  /// Forgets everything.
  mutating func removeAll() {
    removeScope()
    schemaURL = 0
  }
}
