package import TelemetryModel

/// The 64-bit hash by which filters know trace IDs and attributes: stored, so its definition never changes.
///
/// A sequence of 64-bit words, little-endian, is absorbed one by one; `mix` is the finaliser of MurmurHash3 (Austin
/// Appleby, public domain), and all arithmetic is modulo 2^64:
///
///     state = 0x9E37_79B9_7F4A_7C15
///     per word:  state = mix(state ^ word) + 0xD1B5_4A32_D192_ED03
///     text:      its byte count, then its bytes, 8 a word, the last one filled up with zeros
///     trace ID:  1, high half, low half
///     word:      3, the word as a text (`LogWords`)
///     correlation ID: 4, the ID as a text
///     attribute key: 6, the key as a text
///     mark that keys are members: 7, a number
///     correlation keys: 5, a number, how many keys, each of them as a text
///     attribute: 2, kind (`AttributeKind.rawValue`), key as a text, value
///     value:     string, bytes and composite as a text (`CompositeValue` bytes); the others as their payload, one word
///
/// Every step is a bijection of the state: no choice of words can make all that follows collide.
package struct FilterHash: Sendable {
  private static let traceIDDomain: UInt64 = 1
  private static let attributeDomain: UInt64 = 2
  private static let wordDomain: UInt64 = 3
  private static let correlationDomain: UInt64 = 4
  private static let correlationKeysDomain: UInt64 = 5
  private static let attributeKeyDomain: UInt64 = 6
  private static let attributeKeyMarkDomain: UInt64 = 7

  private var state: UInt64 = 0x9E37_79B9_7F4A_7C15

  /// The hash of a trace ID.
  package static func of(_ id: TraceID) -> UInt64 {
    var hash = FilterHash()
    hash.absorb(traceIDDomain)
    hash.absorb(id.high)
    hash.absorb(id.low)
    return hash.state
  }

  /// The hash of an attribute whose value is a text of the string table: a string, bytes or a composite value.
  package static func of(key: RawSpan, kind: AttributeKind, text: RawSpan) -> UInt64 {
    FilterHash(key: key, kind: kind).with(text: text)
  }

  /// The hash of an attribute whose value is its payload: empty, a Boolean, an integer or a double.
  package static func of(key: RawSpan, kind: AttributeKind, payload: UInt64) -> UInt64 {
    FilterHash(key: key, kind: kind).with(payload: payload)
  }

  /// What the hashes of all attributes of a key and kind have in common.
  package init(key: RawSpan, kind: AttributeKind) {
    absorb(Self.attributeDomain)
    absorb(UInt64(kind.rawValue))
    absorb(key)
  }

  /// The hash of such an attribute, see `of(key:kind:text:)`.
  package func with(text: RawSpan) -> UInt64 {
    var hash = self
    hash.absorb(text)
    return hash.state
  }

  /// The hash of such an attribute, see `of(key:kind:payload:)`.
  package func with(payload: UInt64) -> UInt64 {
    var hash = self
    hash.absorb(payload)
    return hash.state
  }

  /// The hash of a word of a log record's body, in lower case.
  package static func of(word: RawSpan) -> UInt64 { of(word, in: wordDomain) }

  /// The hash of a correlation ID that is not a trace ID.
  package static func of(correlationID: RawSpan) -> UInt64 { of(correlationID, in: correlationDomain) }

  /// The hash of the key of some attribute, whatever its values are.
  package static func of(attributeKey: RawSpan) -> UInt64 { of(attributeKey, in: attributeKeyDomain) }

  /// One of several hashes by which a filter says that it knows keys.
  package static func attributeKeyMark(_ number: UInt64) -> UInt64 {
    var hash = FilterHash()
    hash.absorb(attributeKeyMarkDomain)
    hash.absorb(number)
    return hash.state
  }

  /// One of several hashes of a list of correlation keys.
  package static func of(correlationKeys keys: [String], part: UInt64) -> UInt64 {
    var hash = FilterHash()
    hash.absorb(correlationKeysDomain)
    hash.absorb(part)
    hash.absorb(UInt64(keys.count))
    for key in keys { hash.absorb(Array(key.utf8).span.bytes) }
    return hash.state
  }

  private static func of(_ text: RawSpan, in domain: UInt64) -> UInt64 {
    var hash = FilterHash()
    hash.absorb(domain)
    hash.absorb(text)
    return hash.state
  }

  private init() {}

  @inline(__always)
  private mutating func absorb(_ word: UInt64) { state = Self.mix(state ^ word) &+ 0xD1B5_4A32_D192_ED03 }

  private mutating func absorb(_ text: RawSpan) {
    absorb(UInt64(text.byteCount))
    text.withUnsafeBytes { bytes in
      var offset = 0
      while offset + 8 <= bytes.count {
        // SAFETY: the eight bytes from `offset` lie inside `bytes`.
        absorb(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
        offset += 8
      }
      if offset == bytes.count { return }
      var last: UInt64 = 0
      for index in offset..<bytes.count { last |= UInt64(bytes[index]) << UInt64(8 * (index - offset)) }
      absorb(last)
    }
  }

  /// Spreads every bit of a word over all bits; a bijection.
  @inline(__always)
  static func mix(_ word: UInt64) -> UInt64 {
    var mixed = word
    mixed = (mixed ^ mixed >> 33) &* 0xFF51_AFD7_ED55_8CCD
    mixed = (mixed ^ mixed >> 33) &* 0xC4CE_B9FE_1A85_EC53
    return mixed ^ mixed >> 33
  }
}
