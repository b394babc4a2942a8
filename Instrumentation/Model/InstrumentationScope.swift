/// The instrumentation library that made a span.
package struct InstrumentationScope: Hashable, Sendable {
  package var name: String
  package var version: String
  package var attributes: [Attribute]
  package var droppedAttributesCount: UInt32
  package var schemaURL: String

  package init(
    name: String = "", version: String = "", attributes: [Attribute] = [], droppedAttributesCount: UInt32 = 0,
    schemaURL: String = ""
  ) {
    self.name = name
    self.version = version
    self.attributes = attributes
    self.droppedAttributesCount = droppedAttributesCount
    self.schemaURL = schemaURL
  }
}
