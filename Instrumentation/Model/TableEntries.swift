/// A resource as a batch holds it. Equal entries are kept once.
package struct ResourceEntry: Hashable, Sendable {
  package var attributes: AttributeList
  package var droppedAttributesCount: UInt32
  package var schemaURL: StringCode
  package var entityReferences: [EntityReference]
  /// The text of the `service.name` attribute, or of `Resource.unknownServiceName`.
  package var serviceName: StringCode

  package init(
    attributes: AttributeList, droppedAttributesCount: UInt32, schemaURL: StringCode,
    entityReferences: [EntityReference], serviceName: StringCode
  ) {
    self.attributes = attributes
    self.droppedAttributesCount = droppedAttributesCount
    self.schemaURL = schemaURL
    self.entityReferences = entityReferences
    self.serviceName = serviceName
  }
}

/// An instrumentation scope as a batch holds it. Equal entries are kept once.
package struct ScopeEntry: Hashable, Sendable, BitwiseCopyable {
  package var name: StringCode
  package var version: StringCode
  package var attributes: AttributeList
  package var droppedAttributesCount: UInt32
  package var schemaURL: StringCode

  package init(
    name: StringCode, version: StringCode, attributes: AttributeList, droppedAttributesCount: UInt32,
    schemaURL: StringCode
  ) {
    self.name = name
    self.version = version
    self.attributes = attributes
    self.droppedAttributesCount = droppedAttributesCount
    self.schemaURL = schemaURL
  }
}
