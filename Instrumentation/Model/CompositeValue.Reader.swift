extension CompositeValue {
  /// One token of a composite value; texts are ranges of the bytes being read.
  package enum Token: Equatable {
    case empty
    case bool(Bool)
    case int(Int64)
    case double(bits: UInt64)
    case string(Range<Int>)
    case bytes(Range<Int>)
    case key(Range<Int>)
    case beginArray
    case beginKeyValueList
    case end
  }

  /// Reads tokens one after the other, in constant memory.
  ///
  /// Bytes that no `Writer` made end the sequence early instead of trapping: the segment checksum, not this reader,
  /// is what vouches for them.
  package struct Reader: IteratorProtocol {
    private let bytes: ArraySlice<UInt8>
    private var position: Int

    package init(_ bytes: ArraySlice<UInt8>) {
      self.bytes = bytes
      self.position = bytes.startIndex
    }

    package mutating func next() -> Token? {
      guard position < bytes.endIndex, let tag = Tag(rawValue: bytes[position]) else { return nil }
      position += 1
      switch tag {
      case .empty: return .empty
      case .false: return .bool(false)
      case .true: return .bool(true)
      case .int: return fixed().map { .int(Int64(bitPattern: $0)) }
      case .double: return fixed().map { .double(bits: $0) }
      case .string: return lengthPrefixed().map { .string($0) }
      case .bytes: return lengthPrefixed().map { .bytes($0) }
      case .key: return lengthPrefixed().map { .key($0) }
      case .beginArray: return .beginArray
      case .beginKeyValueList: return .beginKeyValueList
      case .end: return .end
      }
    }

    private mutating func fixed() -> UInt64? {
      guard bytes.endIndex - position >= 8 else { return nil }
      var bits: UInt64 = 0
      for index in 0..<8 { bits |= UInt64(bytes[position + index]) << UInt64(8 * index) }
      position += 8
      return bits
    }

    private mutating func lengthPrefixed() -> Range<Int>? {
      var length: UInt64 = 0
      var shift: UInt64 = 0
      while position < bytes.endIndex, shift < 63 {
        let byte = bytes[position]
        position += 1
        length |= UInt64(byte & 0x7F) << shift
        if byte < 0x80 {
          guard length <= UInt64(bytes.endIndex - position) else { return nil }
          let start = position
          position += Int(length)
          return start..<position
        }
        shift += 7
      }
      return nil
    }
  }

  /// The value that the bytes stand for; what a damaged tail leaves open is closed.
  package static func decode(_ bytes: ArraySlice<UInt8>) -> AttributeValue {
    var reader = Reader(bytes)
    return reader.nextValue(in: bytes, depth: 0) ?? .empty
  }
}

extension CompositeValue.Reader {
  /// Recursion is bounded by `ModelLimits.nestingDepth`.
  fileprivate mutating func nextValue(in bytes: ArraySlice<UInt8>, depth: Int) -> AttributeValue? {
    guard depth <= ModelLimits.nestingDepth, let token = next() else { return nil }
    switch token {
    case .empty: return .empty
    case .bool(let flag): return .bool(flag)
    case .int(let number): return .int(number)
    case .double(let bits): return .double(Double(bitPattern: bits))
    case .string(let range): return .string(String(decoding: bytes[range], as: UTF8.self))
    case .bytes(let range): return .bytes(Array(bytes[range]))
    case .beginArray:
      var elements: [AttributeValue] = []
      while let element = nextValue(in: bytes, depth: depth + 1) { elements.append(element) }
      return .array(elements)
    case .beginKeyValueList:
      var list: [Attribute] = []
      while let token = next(), case .key(let range) = token {
        guard let value = nextValue(in: bytes, depth: depth + 1) else { break }
        list.append(Attribute(String(decoding: bytes[range], as: UTF8.self), value))
      }
      return .keyValueList(list)
    case .key, .end: return nil
    }
  }
}
