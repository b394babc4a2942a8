/// An array or key-value list as bytes: the canonical form in which batches and segments hold nested values.
///
/// A pre-order sequence of tokens, each a tag byte and its payload; containers are closed by an end tag, so that a
/// decoder can write while it reads, without knowing counts. Equal values have equal bytes.
///
///     tag  payload                              token
///     0    -                                    empty
///     1    varint length, bytes                 string
///     2    -                                    false
///     3    -                                    true
///     4    8 bytes, little-endian               int
///     5    8 bytes, little-endian IEEE 754      double
///     6    varint length, bytes                 bytes
///     7    -                                    begin array
///     8    -                                    begin key-value list
///     9    varint length, bytes                 key of the value that follows
///     10   -                                    end of the innermost container
package enum CompositeValue {
  package enum Tag: UInt8 {
    case empty, string, `false`, `true`, int, double, bytes, beginArray, beginKeyValueList, key, end
  }

  /// Appends tokens to a byte buffer. The caller keeps containers balanced and within `ModelLimits.nestingDepth`.
  package struct Writer {
    package private(set) var bytes: [UInt8] = []

    package init() {}

    package mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

    /// Replaces a part: takes back what a later field overrides, or brings a key in front of its value.
    package mutating func replace(_ range: Range<Int>, with content: [UInt8] = []) {
      bytes.replaceSubrange(range, with: content)
    }

    package mutating func empty() { bytes.append(Tag.empty.rawValue) }
    package mutating func bool(_ value: Bool) { bytes.append((value ? Tag.true : Tag.false).rawValue) }
    package mutating func int(_ value: Int64) { fixed(.int, UInt64(bitPattern: value)) }
    package mutating func double(_ value: Double) { fixed(.double, value.bitPattern) }
    package mutating func string(_ value: RawSpan) { lengthPrefixed(.string, value) }
    package mutating func bytes(_ value: RawSpan) { lengthPrefixed(.bytes, value) }
    package mutating func key(_ value: RawSpan) { lengthPrefixed(.key, value) }
    package mutating func beginArray() { bytes.append(Tag.beginArray.rawValue) }
    package mutating func beginKeyValueList() { bytes.append(Tag.beginKeyValueList.rawValue) }
    package mutating func end() { bytes.append(Tag.end.rawValue) }

    private mutating func fixed(_ tag: Tag, _ bits: UInt64) {
      bytes.append(tag.rawValue)
      for shift in stride(from: UInt64(0), to: 64, by: 8) { bytes.append(UInt8(truncatingIfNeeded: bits >> shift)) }
    }

    private mutating func lengthPrefixed(_ tag: Tag, _ value: RawSpan) {
      bytes.append(tag.rawValue)
      var length = UInt64(value.byteCount)
      while length >= 0x80 {
        bytes.append(UInt8(truncatingIfNeeded: length) | 0x80)
        length >>= 7
      }
      bytes.append(UInt8(truncatingIfNeeded: length))
      value.withUnsafeBytes { bytes.append(contentsOf: $0) }
    }
  }
}

extension CompositeValue {
  /// The bytes of an array or key-value list.
  package static func encode(_ value: AttributeValue) -> [UInt8] {
    var writer = Writer()
    writer.write(value)
    return writer.bytes
  }
}

extension CompositeValue.Writer {
  package mutating func write(_ value: AttributeValue) {
    switch value {
    case .empty: empty()
    case .bool(let flag): bool(flag)
    case .int(let number): int(number)
    case .double(let number): double(number)
    case .string(let text): withRawSpan(of: text) { string($0) }
    case .bytes(let content): bytes(content.span.bytes)
    case .array(let elements):
      beginArray()
      for element in elements { write(element) }
      end()
    case .keyValueList(let list):
      beginKeyValueList()
      for attribute in list {
        withRawSpan(of: attribute.key) { key($0) }
        write(attribute.value)
      }
      end()
    }
  }
}

/// Hands the UTF-8 bytes of `text` to `body`.
package func withRawSpan<Result>(of text: String, _ body: (RawSpan) -> Result) -> Result {
  var text = text
  return text.withUTF8 { body(RawSpan(_unsafeElements: $0)) }  // SAFETY: used only inside `body`, while `text` lives.
}
