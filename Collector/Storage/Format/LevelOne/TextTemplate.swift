/// A text with typed holes: what the texts of a key have in common.
///
/// Numbers inside texts (IDs, ports, addresses, counts) become slots that are stored as numbers, predicted one by one,
/// and put back by `render`. A template is itself a text, in which bytes below 8 stand for slots:
///
///     bytes      slot                                                  token
///     1          decimal number, no leading zeros, up to 18 digits     the number
///     2 n        decimal number of n digits with leading zeros         the number
///     3          UUID, lower-case                                      128 bits
///     4 n        n lower-case hexadecimal digits, 8 to 16              the number
///                17 to 32                                              128 bits
///     5          IPv4 address, four decimal numbers                    32 bits
///     6 a n      n letters and digits of alphabet a (see `Alphabet`)   a number of that base; 128 bits if need be
///
/// e.g. "GET /cart/u-3125?at=10.0.3.27"  ->  "GET /cart/u-\1?at=\5" with 3125 and 0x0A00031B
///
/// `TextTemplateParser` is the inverse: it makes slots only of what renders to the same bytes again.
package struct TextTemplate: Sendable {
  /// Texts with bytes below this are never split.
  static let firstPlainByte: UInt8 = 8

  package enum Mark {
    package static let decimal: UInt8 = 1
    package static let padded: UInt8 = 2
    package static let uuid: UInt8 = 3
    package static let hex: UInt8 = 4
    package static let ipv4: UInt8 = 5
    package static let alphanumeric: UInt8 = 6
  }

  struct Piece {
    /// A mark, or 0 for literal bytes.
    let mark: UInt8
    let alphabet: Alphabet
    /// Digits, or the end of the literal bytes.
    let count: Int
  }

  let literals: [UInt8]
  let pieces: [Piece]
  /// The domains of the slots, in order.
  package let domains: [SlotDomain]

  /// Reads a template text; `nil` when it is not a valid one.
  package init?(_ text: ArraySlice<UInt8>) {
    var literals: [UInt8] = []
    var pieces: [Piece] = []
    var domains: [SlotDomain] = []
    var isLiteral = false
    var iterator = text.makeIterator()
    while let byte = iterator.next() {
      if byte >= Self.firstPlainByte || byte == 0 {
        literals.append(byte)
        isLiteral = true
        continue
      }
      if isLiteral { pieces.append(Piece(mark: 0, alphabet: .lower, count: literals.count)) }
      isLiteral = false
      guard let piece = Self.slot(byte, &iterator) else { return nil }
      pieces.append(piece)
      domains.append(Self.domain(piece))
    }
    if isLiteral { pieces.append(Piece(mark: 0, alphabet: .lower, count: literals.count)) }
    guard domains.count <= SegmentLimits.templateSlotCount else { return nil }
    self.literals = literals
    self.pieces = pieces
    self.domains = domains
  }

  private static func slot(_ mark: UInt8, _ rest: inout ArraySlice<UInt8>.Iterator) -> Piece? {
    func piece(_ count: UInt8, _ alphabet: Alphabet, _ allowed: ClosedRange<Int>) -> Piece? {
      allowed.contains(Int(count)) ? Piece(mark: mark, alphabet: alphabet, count: Int(count)) : nil
    }
    switch mark {
    case Mark.decimal, Mark.uuid, Mark.ipv4: return Piece(mark: mark, alphabet: .lower, count: 0)
    case Mark.padded: return rest.next().flatMap { piece($0, .lower, 2...18) }
    case Mark.hex: return rest.next().flatMap { piece($0, .lower, 8...32) }
    case Mark.alphanumeric:
      guard let alphabet = rest.next().flatMap(Alphabet.init), let count = rest.next() else { return nil }
      return piece(count, alphabet, Alphabet.lengths)
    default: return nil
    }
  }

  private static func domain(_ piece: Piece) -> SlotDomain {
    switch piece.mark {
    case Mark.uuid: .wide
    case Mark.hex: piece.count > 16 ? .wide : .number
    case Mark.alphanumeric: piece.count > piece.alphabet.longestNumber ? .wide : .number
    default: .number
    }
  }

  /// Appends the text with its slots filled in: the inverse of `TextTemplateParser.parse`.
  ///
  /// - Parameters:
  ///   - tokens: one per slot; the token of a 128-bit slot is an index into `wide`.
  package func render(_ tokens: ArraySlice<UInt64>, wide: [UInt128], into output: inout [UInt8]) {
    var token = tokens.startIndex
    var literal = 0
    for piece in pieces {
      if piece.mark == 0 {
        output.append(contentsOf: literals[literal..<piece.count])
        literal = piece.count
        continue
      }
      let value = tokens[token]
      token += 1
      switch piece.mark {
      case Mark.decimal: DigitWriter.decimal(value, minimumCount: 1, into: &output)
      case Mark.padded: DigitWriter.decimal(value, minimumCount: piece.count, into: &output)
      case Mark.uuid: DigitWriter.uuid(wide[Int(value)], into: &output)
      case Mark.ipv4: DigitWriter.ipv4(value, into: &output)
      case Mark.hex:
        let number = piece.count > 16 ? wide[Int(value)] : UInt128(value)
        DigitWriter.hex(number, count: piece.count, into: &output)
      default:
        let isWide = piece.count > piece.alphabet.longestNumber
        piece.alphabet.write(isWide ? wide[Int(value)] : UInt128(value), count: piece.count, into: &output)
      }
    }
  }
}
