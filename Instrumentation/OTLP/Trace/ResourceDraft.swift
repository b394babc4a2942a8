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
}
