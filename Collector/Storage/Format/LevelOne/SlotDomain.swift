/// What the tokens of a slot stand for. Tokens of one domain may be compared and copied, whatever slot they are from.
package enum SlotDomain: UInt8, Sendable {
  /// The token is the code of a text in a table.
  case text
  /// The token is the number.
  case number
  /// The token is the place of a 128-bit number in a list: equal numbers have equal tokens in the encoder.
  case wide
}

/// A place of a key whose latest token within the trace is remembered, for prediction.
///
/// A key has `countPerKey` of them: its whole texts, its plain numbers, and the slots of its templates in order; the
/// last ones are shared by all further slots.
enum MemoryPlace {
  static let countPerKey = 12
  private static let numberSlots = 2...8
  private static let wideSlots = 9...11

  @inline(__always)
  static func text(_ key: Int) -> Int { key &* countPerKey }

  @inline(__always)
  static func number(_ key: Int) -> Int { key &* countPerKey &+ 1 }

  /// The place of slot `index` of a template.
  static func templateSlot(_ key: Int, _ domain: SlotDomain, index: Int) -> Int {
    switch domain {
    case .text: text(key)
    case .number: key * countPerKey + min(numberSlots.lowerBound + index, numberSlots.upperBound)
    case .wide: key * countPerKey + min(wideSlots.lowerBound + index, wideSlots.upperBound)
    }
  }

  static func domain(_ place: Int) -> SlotDomain {
    switch place % countPerKey {
    case 0: .text
    case wideSlots: .wide
    default: .number
    }
  }
}
