package import TelemetryModel

extension SpanCondition {
  /// A span that carries a correlation ID itself, on its resource, or on one of its events or links.
  ///
  /// As a text, as an element of an array (so headers are recorded), or as a number.
  package static func correlationID(_ id: String, _ keys: CorrelationKeys) -> SpanCondition {
    let number = Int64(id).flatMap { String($0) == id ? $0 : nil }
    return .any(
      keys.keys.flatMap { key -> [SpanCondition] in
        let text = SpanCondition.attribute(key, .compare(.equal, .string(id)), on: .all)
        return number.map { [text, .attribute(key, .compare(.equal, .int($0)), on: .all)] } ?? [text]
      })
  }
}
