/// What produced the telemetry: a service instance and where it runs.
package struct Resource: Hashable, Sendable {
  package var attributes: [Attribute]
  package var droppedAttributesCount: UInt32
  package var schemaURL: String
  package var entityReferences: [EntityReference]

  package init(
    attributes: [Attribute] = [], droppedAttributesCount: UInt32 = 0, schemaURL: String = "",
    entityReferences: [EntityReference] = []
  ) {
    self.attributes = attributes
    self.droppedAttributesCount = droppedAttributesCount
    self.schemaURL = schemaURL
    self.entityReferences = entityReferences
  }

  /// The name for a resource that has no `service.name` (OpenTelemetry resource semantic conventions).
  package static let unknownServiceName = "unknown_service"
}

/// Names the attributes of a resource that make up one entity (OTLP `EntityRef`, in development).
package struct EntityReference: Hashable, Sendable {
  package var schemaURL: String
  package var type: String
  package var idKeys: [String]
  package var descriptionKeys: [String]

  package init(schemaURL: String = "", type: String = "", idKeys: [String] = [], descriptionKeys: [String] = []) {
    self.schemaURL = schemaURL
    self.type = type
    self.idKeys = idKeys
    self.descriptionKeys = descriptionKeys
  }
}
