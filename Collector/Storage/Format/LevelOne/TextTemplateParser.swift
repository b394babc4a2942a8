import TelemetryModel

/// Finds the slots of a text: the inverse of `TextTemplate.render`.
///
/// Keeps its buffers from text to text. After `parse` returns true, `template`, `domains` and `tokens` hold the result,
/// the tokens of 128-bit slots being places in `wide`.
package struct TextTemplateParser {
  // SAFETY: lives as long as the call of `parse` that it comes from; every index is checked against its count.
  private typealias Text = UnsafeBufferPointer<UInt8>

  package private(set) var template: [UInt8] = []
  package private(set) var domains: [SlotDomain] = []
  package private(set) var tokens: [UInt64] = []
  package private(set) var wide: [UInt128] = []
  /// Where text begins that stands in no slot and not in the template yet.
  private var plainStart = 0

  package init() {}

  /// Splits a text; false when it has no slots, is too long, or holds bytes that templates use themselves.
  package mutating func parse(_ text: ArraySlice<UInt8>) -> Bool {
    guard text.count <= SegmentLimits.templateTextByteCount else { return false }
    template.removeAll(keepingCapacity: true)
    domains.removeAll(keepingCapacity: true)
    tokens.removeAll(keepingCapacity: true)
    wide.removeAll(keepingCapacity: true)
    // SAFETY: as `Text` says.
    return text.withUnsafeBufferPointer { parse($0) }
  }

  private mutating func parse(_ text: Text) -> Bool {
    var place = 0
    var previous: UInt8 = 0x20
    plainStart = 0
    while place < text.count {
      let byte = text[place]
      if byte < TextTemplate.firstPlainByte { return false }
      var length = 0
      if byte.isAlphanumeric, domains.count + 2 <= SegmentLimits.templateSlotCount {
        if !previous.isAlphanumeric { length = identifier(text, place) }
        if length == 0, byte.isDigit, !previous.isDigit, previous != 0x24 { length = decimal(text, place) }
      }
      if length == 0 {
        previous = byte
        place += 1
        // The rest of a number that is not a slot ("$1", more than 18 digits) stays text.
        if byte.isDigit { while place < text.count, text[place].isDigit { place += 1 } }
      } else {
        place += length
        plainStart = place
        previous = text[place - 1]
      }
    }
    keepPlain(text, until: place)
    return !domains.isEmpty
  }

  /// Appends the text since the latest slot to the template: in one piece, for most bytes are in no slot.
  private mutating func keepPlain(_ text: Text, until place: Int) {
    if plainStart < place { template.append(contentsOf: text[plainStart..<place]) }
  }

  private mutating func addNumber(_ number: UInt64) {
    domains.append(.number)
    tokens.append(number)
  }

  private mutating func addWide(_ number: UInt128) {
    domains.append(.wide)
    tokens.append(UInt64(wide.count))
    wide.append(number)
  }

  // MARK: Slots; each returns how many bytes it took, 0 when there is no such slot here and nothing was kept

  /// A UUID, an address, a hexadecimal number or an ID that begins at a word boundary.
  private mutating func identifier(_ text: Text, _ place: Int) -> Int {
    var end = place
    var digits = 0
    var upper = 0
    var beyondHex = 0
    while end < text.count, text[end].isAlphanumeric {
      let byte = text[end]
      if byte.isDigit { digits += 1 } else if byte < 0x61 { upper += 1 } else if byte > 0x66 { beyondHex += 1 }
      end += 1
    }
    let length = end - place
    if length == 8, upper == 0, beyondHex == 0, let value = uuid(text, place) {
      keepPlain(text, until: place)
      template.append(TextTemplate.Mark.uuid)
      addWide(value)
      return 36
    }
    if digits == length { return length <= 3 ? ipv4(text, place) : 0 }
    if length > SegmentLimits.templateWordByteCount {
      keepPlain(text, until: place)
      template.append(contentsOf: text[place..<end])
      return length
    }
    if length >= 8, upper == 0, beyondHex == 0 { return hex(text, place, length) }
    if digits >= 3, Alphabet.lengths.contains(length) {
      let alphabet = Alphabet(hasUpper: upper > 0, hasLower: digits + upper < length)
      return alphanumeric(text, place, length, alphabet)
    }
    return 0
  }

  private func uuid(_ text: Text, _ place: Int) -> UInt128? {
    guard place + 36 <= text.count, place + 36 == text.count || !text[place + 36].isAlphanumeric else { return nil }
    var value: UInt128 = 0
    for index in 0..<36 {
      let byte = text[place + index]
      if index == 8 || index == 13 || index == 18 || index == 23 {
        if byte != 0x2D { return nil }
        continue
      }
      guard byte.isLowerHex, let digit = Hex.value(of: byte) else { return nil }
      value = value << 4 | UInt128(digit)
    }
    return value
  }

  /// In pieces of at most 32 digits; a rest of fewer than 8 stays text.
  private mutating func hex(_ text: Text, _ place: Int, _ length: Int) -> Int {
    keepPlain(text, until: place)
    var start = place
    while place + length - start >= 8 {
      let end = min(start + 32, place + length)
      var value: UInt128 = 0
      for index in start..<end { value = value << 4 | UInt128(Hex.value(of: text[index]) ?? 0) }
      template.append(TextTemplate.Mark.hex)
      template.append(UInt8(end - start))
      if end - start > 16 { addWide(value) } else { addNumber(UInt64(truncatingIfNeeded: value)) }
      start = end
    }
    template.append(contentsOf: text[start..<place + length])
    return length
  }

  private mutating func alphanumeric(
    _ text: Text, _ place: Int, _ length: Int, _ alphabet: Alphabet
  ) -> Int {
    keepPlain(text, until: place)
    template.append(TextTemplate.Mark.alphanumeric)
    template.append(alphabet.rawValue)
    template.append(UInt8(length))
    if length <= alphabet.longestNumber {
      var value: UInt64 = 0
      for index in place..<place + length { value = value &* alphabet.base &+ alphabet.digit(of: text[index]) }
      addNumber(value)
    } else {
      var value: UInt128 = 0
      for index in place..<place + length {
        value = value &* UInt128(alphabet.base) &+ UInt128(alphabet.digit(of: text[index]))
      }
      addWide(value)
    }
    return length
  }

  private mutating func ipv4(_ text: Text, _ place: Int) -> Int {
    var address: UInt64 = 0
    var index = place
    for part in 0..<4 {
      let start = index
      var number: UInt64 = 0
      while index < text.count, text[index].isDigit, index - start < 4 {
        number = number * 10 + UInt64(text[index] - 0x30)
        index += 1
      }
      guard index > start, number <= 255, index - start == 1 || text[start] != 0x30, index - start < 4 else { return 0 }
      address = address << 8 | number
      if part < 3 {
        guard index < text.count, text[index] == 0x2E else { return 0 }
        index += 1
      }
    }
    if index < text.count, text[index].isAlphanumeric || text[index] == 0x2E { return 0 }
    keepPlain(text, until: place)
    template.append(TextTemplate.Mark.ipv4)
    addNumber(address)
    return index - place
  }

  private mutating func decimal(_ text: Text, _ place: Int) -> Int {
    var end = place
    var value: UInt64 = 0
    while end < text.count, text[end].isDigit {
      value = value &* 10 &+ UInt64(text[end] &- 0x30)
      end += 1
    }
    let length = end - place
    guard length <= 18 else { return 0 }
    keepPlain(text, until: place)
    if length > 1, text[place] == 0x30 {
      template.append(TextTemplate.Mark.padded)
      template.append(UInt8(length))
    } else {
      template.append(TextTemplate.Mark.decimal)
    }
    addNumber(value)
    return length
  }
}

extension UInt8 {
  @inline(__always)
  fileprivate var isDigit: Bool { self &- 0x30 < 10 }

  @inline(__always)
  fileprivate var isAlphanumeric: Bool { self &- 0x30 < 10 || (self | 0x20) &- 0x61 < 26 }

  @inline(__always)
  fileprivate var isLowerHex: Bool { self &- 0x30 < 10 || self &- 0x61 < 6 }
}
