package import TelemetryModel

/// An operation of a service: spans of one name and kind.
package struct ServiceOperation: Hashable, Sendable {
  package let service: String
  package let operation: String
  package let kind: SpanKind

  package init(service: String, operation: String, kind: SpanKind) {
    self.service = service
    self.operation = operation
    self.kind = kind
  }
}
