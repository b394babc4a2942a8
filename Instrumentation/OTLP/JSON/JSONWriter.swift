package import TelemetryModel

/// Writes a JSON text (RFC 8259) token by token, with the commas where they belong.
///
/// Texts are untrusted bytes: control characters are escaped (DEL and the C1 set, too, which terminals obey), invalid
/// UTF-8 is replaced with U+FFFD. The output is always valid JSON as long as begins and ends are balanced and every
/// value in an object has its key before it.
package struct JSONWriter: Sendable {
  package enum Style: Sendable {
    /// No white space at all.
    case compact
    /// One member or element a line, four spaces a level.
    case pretty
  }

  package private(set) var bytes: [UInt8] = []
  private let isPretty: Bool
  private var depth = 0
  private var needsComma = false
  private var followsKey = false

  package init(_ style: Style = .compact) { isPretty = style == .pretty }

  package mutating func reserveCapacity(_ byteCount: Int) { bytes.reserveCapacity(byteCount) }

  @inline(__always)
  private mutating func beginValue() {
    if followsKey {
      followsKey = false
    } else {
      separate()
    }
    needsComma = true
  }

  @inline(__always)
  private mutating func separate() {
    if needsComma { bytes.append(0x2C) }
    if isPretty && depth > 0 { breakLine() }
  }

  private mutating func breakLine() {
    bytes.append(0x0A)
    bytes.append(contentsOf: repeatElement(0x20, count: 4 * depth))
  }
}

// MARK: Objects and arrays

extension JSONWriter {
  package mutating func beginObject() { begin(0x7B) }
  package mutating func endObject() { end(0x7D) }
  package mutating func beginArray() { begin(0x5B) }
  package mutating func endArray() { end(0x5D) }

  private mutating func begin(_ bracket: UInt8) {
    beginValue()
    bytes.append(bracket)
    depth += 1
    needsComma = false
  }

  private mutating func end(_ bracket: UInt8) {
    precondition(depth > 0, "an end without its begin")
    depth -= 1
    if isPretty && needsComma { breakLine() }
    bytes.append(bracket)
    needsComma = true
  }

  /// The name of the member whose value comes next; a name that needs no escapes.
  @inline(__always)
  package mutating func key(_ name: StaticString) {
    separate()
    bytes.append(0x22)
    name.withUTF8Buffer { bytes.append(contentsOf: $0) }
    endKey()
  }

  /// The name of the member whose value comes next; any text.
  package mutating func key(_ name: ArraySlice<UInt8>) {
    separate()
    JSONText.append(name.span, to: &bytes)
    endKey()
  }

  package mutating func key(_ name: String) { key(Array(name.utf8)[...]) }

  @inline(__always)
  private mutating func endKey() {
    bytes.append(0x22)
    bytes.append(0x3A)
    if isPretty { bytes.append(0x20) }
    needsComma = false
    followsKey = true
  }
}

// MARK: Values

extension JSONWriter {
  package mutating func string(_ text: ArraySlice<UInt8>) {
    beginValue()
    JSONText.append(text.span, to: &bytes)
    bytes.append(0x22)
  }

  package mutating func string(_ text: String) { string(Array(text.utf8)[...]) }

  /// An integer as a JSON number; beyond 2^53, readers that know only doubles lose digits.
  package mutating func int(_ value: some BinaryInteger) {
    beginValue()
    bytes.append(contentsOf: String(value).utf8)
  }

  /// An integer as a decimal string, as protobuf's JSON mapping writes 64-bit numbers.
  package mutating func quoted(_ value: some BinaryInteger) {
    beginValue()
    bytes.append(0x22)
    bytes.append(contentsOf: String(value).utf8)
    bytes.append(0x22)
  }

  /// The shortest number that reads back as `value`; "NaN", "Infinity" and "-Infinity" as strings.
  package mutating func double(_ value: Double) {
    beginValue()
    if value.isNaN {
      bytes.append(contentsOf: "\"NaN\"".utf8)
    } else if value.isInfinite {
      bytes.append(contentsOf: (value < 0 ? "\"-Infinity\"" : "\"Infinity\"").utf8)
    } else {
      bytes.append(contentsOf: value.description.utf8)
    }
  }

  package mutating func bool(_ value: Bool) {
    beginValue()
    bytes.append(contentsOf: (value ? "true" : "false").utf8)
  }

  package mutating func null() {
    beginValue()
    bytes.append(contentsOf: "null".utf8)
  }

  /// Bytes as a padded base64 string.
  package mutating func base64(_ content: ArraySlice<UInt8>) {
    beginValue()
    bytes.append(0x22)
    Base64.encode(content, into: &bytes)
    bytes.append(0x22)
  }

  /// An ID as 32 lower-case hexadecimal digits.
  package mutating func id(_ id: TraceID) {
    beginValue()
    bytes.append(0x22)
    hex(id.high)
    hex(id.low)
    bytes.append(0x22)
  }

  /// An ID as 16 lower-case hexadecimal digits.
  package mutating func id(_ id: SpanID) {
    beginValue()
    bytes.append(0x22)
    hex(id.rawValue)
    bytes.append(0x22)
  }

  private mutating func hex(_ value: UInt64) {
    for shift in stride(from: UInt64(60), through: 0, by: -4) {
      let digit = UInt8(truncatingIfNeeded: value >> shift) & 0xF
      bytes.append(digit &+ (digit < 10 ? 0x30 : 0x57))
    }
  }
}
