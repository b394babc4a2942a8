package import TelemetryModel

/// The words of log bodies, by which a search for text leaves out segments.
///
/// A word is a longest run of ASCII letters and digits and of bytes beyond ASCII; ASCII letters count as lower-case.
/// The words of a structured body are those of all its texts, keys included. A segment's filter knows the words of
/// every body, and its correlation IDs besides.
package enum LogWords {
  /// Hands each word of a text to `body`, in lower case.
  static func forEach(in text: ArraySlice<UInt8>, _ body: (RawSpan) -> Void) {
    var word: [UInt8] = []
    for byte in text {
      if let letter = lowercased(byte) {
        word.append(letter)
      } else if !word.isEmpty {
        body(word.span.bytes)
        word.removeAll(keepingCapacity: true)
      }
    }
    if !word.isEmpty { body(word.span.bytes) }
  }

  /// The byte as part of a word, or `nil` when it separates words.
  @inline(__always)
  private static func lowercased(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39, 0x61...0x7A, 0x80...0xFF: byte
    case 0x41...0x5A: byte | 0x20
    default: nil
    }
  }

  /// The hashes of the words that every text which holds `part` has, whatever the case of its ASCII letters.
  ///
  /// A word at either end of the part may go on in the text, and says nothing. For a search that ignores the case of
  /// letters beyond ASCII, give no part that has such letters.
  package static func requiredHashes(ofTextContaining part: String) -> [UInt64] {
    let bytes = Array(part.utf8)
    guard let first = bytes.firstIndex(where: { lowercased($0) == nil }),
      let last = bytes.lastIndex(where: { lowercased($0) == nil })
    else { return [] }
    return hashes(of: bytes[first...last])
  }

  /// The hashes of the words of a text, each once.
  package static func hashes(of text: ArraySlice<UInt8>) -> [UInt64] {
    var found: Set<UInt64> = []
    forEach(in: text) { found.insert(FilterHash.of(word: $0)) }
    return Array(found)
  }

  /// By these a filter tells under which keys it knows correlation IDs: so many that no other filter has all by chance.
  package static func hashes(of keys: CorrelationKeys) -> [UInt64] {
    (0..<4).map { FilterHash.of(correlationKeys: keys.keys, part: $0) }
  }

  /// The filter of a batch.
  static func filter(
    _ batch: borrowing LogBatch, _ lookUps: borrowing LogLookUpColumns, keys: CorrelationKeys
  ) -> BinaryFuseFilter {
    var hashes = Set(hashes(of: keys))
    for body in distinctBodies(of: batch) {
      switch body.kind {
      case .string: add(batch.strings[body.text], to: &hashes)
      case .composite: addTexts(of: batch.strings[body.text], to: &hashes)
      case .empty, .bool, .int, .double, .bytes: break
      }
    }
    for id in Set(lookUps.correlationIDs) {
      for text in id.texts(in: batch.strings) { hashes.insert(FilterHash.of(correlationID: text.span.bytes)) }
    }
    return BinaryFuseFilter(Array(hashes), width: .bits8)
  }

  private struct Body: Hashable {
    let kind: AttributeKind
    let text: StringCode
  }

  private static func distinctBodies(of batch: borrowing LogBatch) -> Set<Body> {
    var found: Set<Body> = []
    for row in 0..<batch.count where batch.bodyKinds[row].isTableCode {
      found.insert(Body(kind: batch.bodyKinds[row], text: StringCode(truncatingIfNeeded: batch.bodies[row])))
    }
    return found
  }

  private static func add(_ text: ArraySlice<UInt8>, to hashes: inout Set<UInt64>) {
    forEach(in: text) { hashes.insert(FilterHash.of(word: $0)) }
  }

  private static func addTexts(of composite: ArraySlice<UInt8>, to hashes: inout Set<UInt64>) {
    var reader = CompositeValue.Reader(composite)
    while let token = reader.next() {
      switch token {
      case .string(let range), .key(let range): add(composite[range], to: &hashes)
      default: break
      }
    }
  }
}
