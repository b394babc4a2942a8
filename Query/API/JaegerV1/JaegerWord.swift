/// Words of Jaeger's format as bytes, made once.
enum JaegerWord {
  static let string = bytes("string")
  static let bool = bytes("bool")
  static let int64 = bytes("int64")
  static let float64 = bytes("float64")
  static let binary = bytes("binary")

  static let event = bytes("event")
  static let scopeName = bytes("otel.scope.name")
  static let scopeVersion = bytes("otel.scope.version")
  static let kind = bytes("span.kind")
  static let statusCode = bytes("otel.status_code")
  static let statusMessage = bytes("otel.status_description")
  static let traceState = bytes("w3c.tracestate")
  static let error = bytes("error")
  static let statusOK = bytes("OK")
  static let statusError = bytes("ERROR")

  static let childOf = bytes("CHILD_OF")
  static let followsFrom = bytes("FOLLOWS_FROM")
  static let referenceType = bytes("opentracing.ref_type")
  static let referenceIsChild = bytes("child_of")

  static func bytes(_ text: String) -> ArraySlice<UInt8> { Array(text.utf8)[...] }
}
