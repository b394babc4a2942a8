extension TextTemplate {
  /// Whether some text that the template makes may hold a needle.
  ///
  /// A slot may hold any number of the characters that it can hold, in any order: more texts than there are.
  func mayHold(_ needle: Needle) -> Bool {
    // Bit n: whether the first n + 1 bytes of the needle may end here.
    var reached: UInt64 = 0
    var literal = 0
    for piece in pieces {
      if piece.mark == 0 {
        for byte in literals[literal..<piece.count] {
          reached = (reached << 1 | 1) & needle.places[Int(byte)]
          if reached & needle.end != 0 { return true }
        }
        literal = piece.count
      } else {
        // From each place on as far as the characters go; none of them may be left out.
        let held = needle.placesInSlot[Int(piece.mark)]
        reached = (reached << 1 | 1) & held
        var more = reached
        while more != 0 {
          more = more << 1 & held & ~reached
          reached |= more
        }
        if reached & needle.end != 0 { return true }
      }
    }
    return needle.end == 0
  }

  /// A part of texts that is looked for in templates, the case of ASCII letters set aside.
  struct Needle {
    /// By byte: the places of the needle where it stands.
    fileprivate let places: [UInt64]
    /// By mark: the places of the needle whose byte such a slot can hold.
    fileprivate let placesInSlot: [UInt64]
    /// The last place; 0 for an empty needle.
    fileprivate let end: UInt64

    /// - Parameter text: in lower case. Of a long one the beginning says enough.
    init(_ text: [UInt8]) {
      var places = [UInt64](repeating: 0, count: 256)
      var placesInSlot = [UInt64](repeating: 0, count: Int(TextTemplate.firstPlainByte))
      for (place, byte) in text.prefix(UInt64.bitWidth).enumerated() {
        let bit: UInt64 = 1 << UInt64(place)
        places[Int(byte)] |= bit
        if (0x61...0x7A).contains(byte) { places[Int(byte & ~0x20)] |= bit }
        for mark in placesInSlot.indices where Self.canHold(byte, UInt8(mark)) { placesInSlot[mark] |= bit }
      }
      self.places = places
      self.placesInSlot = placesInSlot
      end = text.isEmpty ? 0 : 1 << UInt64(min(text.count, UInt64.bitWidth) - 1)
    }

    /// Whether a slot may have a character, which is no upper-case letter.
    private static func canHold(_ byte: UInt8, _ mark: UInt8) -> Bool {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): true
      case UInt8(ascii: "a")...UInt8(ascii: "f"): mark == Mark.hex || mark == Mark.uuid || mark == Mark.alphanumeric
      case UInt8(ascii: "g")...UInt8(ascii: "z"): mark == Mark.alphanumeric
      case UInt8(ascii: "-"): mark == Mark.uuid
      case UInt8(ascii: "."): mark == Mark.ipv4
      default: false
      }
    }
  }
}
