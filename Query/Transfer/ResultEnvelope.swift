/// The form in which Jaeger's v3 API wraps OTLP/JSON: `{"result":{...}}`, perhaps several of them in a row.
package enum ResultEnvelope {
  /// The bytes are not of that form.
  package struct FormError: Error {}

  private static let opening = Array(#"{"result":"#.utf8)

  /// Hands over the bytes of every result. O(bytes).
  package static func forEachResult(in bytes: [UInt8], _ body: ([UInt8]) throws -> Void) throws {
    var position = 0
    while skipSpace(bytes, &position) {
      for expected in opening {
        guard skipSpace(bytes, &position), bytes[position] == expected else { throw FormError() }
        position += 1
      }
      guard skipSpace(bytes, &position), bytes[position] == UInt8(ascii: "{") else { throw FormError() }
      let start = position
      var extent = JSONExtent()
      guard extent.advance(through: bytes.span, from: &position) else { throw FormError() }
      try body(Array(bytes[start..<position]))
      guard skipSpace(bytes, &position), bytes[position] == UInt8(ascii: "}") else { throw FormError() }
      position += 1
    }
  }

  /// Moves to the next byte that is not white space; `false` at the end.
  private static func skipSpace(_ bytes: [UInt8], _ position: inout Int) -> Bool {
    while position < bytes.count, MessageFormat.isSpace(bytes[position]) { position += 1 }
    return position < bytes.count
  }
}
