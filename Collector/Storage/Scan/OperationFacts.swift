package import TelemetryModel

/// What all spans of one operation of a segment have in common, in the codes of the segment's tables.
package struct OperationFacts: Sendable {
  package var service: StringCode
  /// `nil` when it differs from span to span.
  package var name: StringCode?
  /// Index into the scopes of the tables.
  package var scope: UInt32
  package var kind: SpanKind
  package var statusCode: SpanStatus.Code
  /// The attributes of the spans, in the tables' shapes.
  package var shape: ShapeCode
  /// What is known of the values of each attribute of the shape.
  package var values: [Values]
  /// What is known of the status message.
  package var statusMessage: Values

  package enum Values: Sendable, Equatable {
    /// All spans have this payload.
    case constant(UInt64)
    /// Texts are texts of the table; numbers are anything.
    case fromTable
    /// Texts may be missing from the table.
    case open
  }

  package init(
    service: StringCode, name: StringCode?, scope: UInt32, kind: SpanKind, statusCode: SpanStatus.Code,
    shape: ShapeCode, values: [Values], statusMessage: Values
  ) {
    self.service = service
    self.name = name
    self.scope = scope
    self.kind = kind
    self.statusCode = statusCode
    self.shape = shape
    self.values = values
    self.statusMessage = statusMessage
  }
}
