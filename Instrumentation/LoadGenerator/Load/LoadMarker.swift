import OTLPFormat
import TelemetryModel

/// Finds out where an encoder writes IDs and moments, without knowing how it does: by having it write numbers that can
/// be recognised.
///
/// Each mark is a magic number with an index behind it. The bytes are taken only if every mark is found exactly once;
/// should data look like one by chance, another magic number is tried.
struct LoadMarker {
  /// What to try, one after the other. None reads the same from both sides.
  static let magics: [UInt32] = [0xF1C7_9A35, 0xD80B_E64F, 0xA93E_71D2, 0xC45D_2B8E]

  /// The moments that are moved, in nanoseconds: from 2001 to 2262. What lies outside, as zero does, is sent as it is.
  static let movableTimes: Range<UInt64> = 1_000_000_000_000_000_000..<9_223_372_036_854_775_807

  private struct Mark {
    let field: LoadField
    let original: UInt64
    var offset: UInt32?
  }

  /// Decimal marks are eleven digits of an index behind eight of the magic number.
  private static let decimalScale: UInt64 = 100_000_000_000

  private let encoding: OTLPEncoding
  private let magic: UInt32
  /// Seven digits, with a one before them.
  private var decimalMagic: UInt64 { 10_000_000 + UInt64(magic % 10_000_000) }
  private var marks: [Mark] = []

  init(magic: UInt32, encoding: OTLPEncoding) {
    self.magic = magic
    self.encoding = encoding
  }

  /// The number to be encoded in the place of another.
  mutating func mark(_ field: LoadField, _ original: UInt64) -> UInt64 {
    if field == .time && !Self.movableTimes.contains(original) { return original }
    let index = UInt64(marks.count)
    marks.append(Mark(field: field, original: original))
    if field == .time && encoding == .json { return decimalMagic * Self.decimalScale + index }
    return UInt64(magic) << 32 | index
  }

  /// Where the marks stand in what the encoder wrote, and the numbers inside texts; `nil` when not every mark is found
  /// exactly once.
  mutating func patches(in bytes: [UInt8]) -> [LoadPatch]? {
    guard bytes.count <= Int(UInt32.max) else { return nil }
    var texts: [LoadPatch] = []
    let words = Words(magic: magic, decimalMagic: decimalMagic)
    var window: UInt64 = 0
    for (end, byte) in bytes.enumerated() {
      window = window << 8 | UInt64(byte)
      if window == words.text, let number = Self.number(in: bytes, at: end + 1, digitCount: 8, radix: 16) {
        let original = UInt64(LoadText.magic) << 32 | number
        texts.append(LoadPatch(original: original, offset: UInt32(end - 7), field: .text, form: .hexadecimal))
      }
      guard let (start, index) = place(endingAt: end, window, words, in: bytes) else { continue }
      guard index < marks.count, marks[Int(index)].offset == nil else { return nil }
      marks[Int(index)].offset = UInt32(start)
    }
    var patches: [LoadPatch] = []
    patches.reserveCapacity(marks.count + texts.count)
    for mark in marks {
      guard let offset = mark.offset else { return nil }
      let patch = LoadPatch(original: mark.original, offset: offset, field: mark.field, form: form(of: mark.field))
      guard Int(offset) + patch.form.byteCount <= bytes.count else { return nil }
      patches.append(patch)
    }
    return patches + texts
  }

  private func form(of field: LoadField) -> LoadPatch.Form {
    switch (encoding, field) {
    case (.protobuf, .time): .littleEndian
    case (.protobuf, _): .bigEndian
    case (.json, .time): .decimal
    case (.json, _): .hexadecimal
    }
  }

  /// The magic numbers as they look in a window of the last eight bytes.
  private struct Words {
    let raw: UInt32
    let swapped: UInt32
    let hexadecimal: UInt64
    let decimal: UInt64
    let text: UInt64

    init(magic: UInt32, decimalMagic: UInt64) {
      func word(_ text: some StringProtocol) -> UInt64 { text.utf8.suffix(8).reduce(0) { $0 << 8 | UInt64($1) } }
      raw = magic
      swapped = magic.byteSwapped
      hexadecimal = word(Hex.text(UInt64(magic)))
      decimal = word(String(decimalMagic))
      text = word(Hex.text(UInt64(LoadText.magic)))
    }
  }

  /// Where a mark starts whose magic number the window has just shown, and its index.
  private func place(
    endingAt end: Int, _ window: UInt64, _ words: Words, in bytes: [UInt8]
  ) -> (start: Int, index: UInt64)? {
    switch encoding {
    case .protobuf:
      let low = UInt32(truncatingIfNeeded: window)
      if low == words.raw, end + 4 < bytes.count {
        return (end - 3, bytes[end + 1...end + 4].reduce(0) { $0 << 8 | UInt64($1) })
      }
      // The index of a moment comes before its magic number: the lowest byte stands first.
      if low == words.swapped, end >= 7 {
        return (end - 7, UInt64(UInt32(truncatingIfNeeded: window >> 32).byteSwapped))
      }
    case .json:
      if window == words.hexadecimal, let index = Self.number(in: bytes, at: end + 1, digitCount: 8, radix: 16) {
        return (end - 7, index)
      }
      if window == words.decimal, let index = Self.number(in: bytes, at: end + 1, digitCount: 11, radix: 10) {
        return (end - 7, index)
      }
    }
    return nil
  }

  private static func number(in bytes: [UInt8], at start: Int, digitCount: Int, radix: UInt64) -> UInt64? {
    guard start + digitCount <= bytes.count else { return nil }
    var number: UInt64 = 0
    for byte in bytes[start..<start + digitCount] {
      guard let digit = Hex.value(of: byte), digit < radix else { return nil }
      number = number * radix + UInt64(digit)
    }
    return number
  }
}
