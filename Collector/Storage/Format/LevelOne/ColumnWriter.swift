import TelemetryModel

/// Encodes the attribute columns of a segment, key by key; `AttributeColumns` is the inverse.
///
///     stream "columns" of the core, per key:
///       varint     byte count of the key's symbols
///       varint     byte count of the key's mantissa bits
///       varint n   how many texts its slots hold that are neither constant nor predicted; then n dictionary codes as
///                  zigzag varints, each from the one before plus 1: the key's texts, the frequent ones first
///       per column of the key:
///         1 byte   only for doubles: decimals (`ColumnPlan.decimals`)
///         varint t only for strings: number of templates, 0 for a column without; then t varints: 0 for whole texts,
///                  else the number of a template plus 1
///         the descriptor of each slot: one, or with templates those of each template in turn
///
///     descriptor of a slot:
///       1 byte     bit 0: varies; bits 1-2: prediction, 0 none, 1 from the slot's own memory place, 2 from another;
///                  bit 3: flag of the shift (`NumberShift`)
///       constant:  the token: a dictionary code, or a number as zigzag varint, or 16 bytes little-endian
///       varying:   varint source, for prediction 2
///                  base of the shift, for numbers; or 1 byte, the size in bits of 128-bit numbers
///                  symbol table (`SymbolTable`)
///
/// Symbols and bits follow in the same order: per column first, when it has more than one template, a byte per value
/// that names its template, then the symbols of its slots.
struct ColumnWriter {
  private(set) var descriptors = ByteWriter()
  /// The symbols of all keys, one after the other.
  private(set) var symbols: [UInt8] = []
  private(set) var bits = BitWriter()
  /// Where the symbols and the bits of each key end, in bytes.
  private(set) var symbolEnds: [Int] = []
  private(set) var bitEnds: [Int] = []

  private var encoder = SymbolEncoder()
  private var columns = ByteWriter()
  private var ranks: [UInt32]
  private var counts: [Int32]

  init(textCount: Int) {
    ranks = Array(repeating: 0, count: textCount)
    counts = Array(repeating: 0, count: textCount)
  }

  mutating func write(
    _ layout: borrowing ColumnLayout, _ plans: borrowing ColumnPlans, hits: [Bool], _ strings: borrowing StringTable,
    _ dictionary: inout DictionaryBuilder
  ) {
    var firstSlot = 0
    for key in layout.keyEnds.indices {
      let range = layout.keyRange(key)
      let slotEnd =
        range.upperBound < plans.columns.count ? plans.columns[range.upperBound].firstSlot : plans.slots.count
      columns.removeAll()
      rankTexts(plans, firstSlot..<slotEnd, hits, strings, &dictionary)
      firstSlot = slotEnd
      for column in range { write(column, layout.columns[column].kind, plans, hits, &dictionary) }
      bits.alignToByte()
      descriptors.varint(symbols.count - (symbolEnds.last ?? 0))
      descriptors.varint(bits.bytes.count - (bitEnds.last ?? 0))
      descriptors.append(columns.bytes)
      symbolEnds.append(symbols.count)
      bitEnds.append(bits.bytes.count)
    }
  }

  /// Orders the texts that the key's slots will store by frequency and lists them.
  ///
  /// Texts that are equally frequent come in the order of their bytes: URLs of one path, say, become neighbours, and
  /// what they share lies within zlib's window.
  private mutating func rankTexts(
    _ plans: borrowing ColumnPlans, _ slots: Range<Int>, _ hits: [Bool], _ strings: borrowing StringTable,
    _ dictionary: inout DictionaryBuilder
  ) {
    var texts: [StringCode] = []
    for slot in slots where plans.slots[slot].domain == .text && plans.slots[slot].varies {
      for place in plans.slots[slot].range where !hits[place] {
        let text = Int(plans.tokens[place])
        if counts[text] == 0 { texts.append(StringCode(text)) }
        counts[text] += 1
      }
    }
    texts = strings.sorted(texts) { counts[Int($0)] }
    columns.varint(texts.count)
    var expected: Int64 = 0
    for (rank, text) in texts.enumerated() {
      ranks[Int(text)] = UInt32(rank)
      counts[Int(text)] = 0
      let code = Int64(dictionary.code(of: text))
      columns.zigzag(code - expected)
      expected = code + 1
    }
  }

  private mutating func write(
    _ column: Int, _ kind: AttributeKind, _ plans: borrowing ColumnPlans, _ hits: [Bool],
    _ dictionary: inout DictionaryBuilder
  ) {
    let plan = plans.columns[column]
    if kind == .double { columns.byte(plan.decimals) }
    if kind == .string {
      columns.varint(plan.templates.count)
      for template in plan.templates { columns.varint(UInt64(template)) }
    }
    guard !plan.templates.isEmpty else {
      write(plans.slots[plan.firstSlot], plans, hits, &dictionary)
      return
    }
    if plan.templates.count > 1 {
      symbols.append(contentsOf: plans.templateSymbols[plans.starts[column]..<plans.starts[column + 1]])
    }
    for slot in plan.firstSlot..<plan.templateSlots[plan.templates.count] {
      write(plans.slots[slot], plans, hits, &dictionary)
    }
  }

  // MARK: Slots

  private mutating func write(
    _ slot: Slot, _ plans: borrowing ColumnPlans, _ hits: [Bool], _ dictionary: inout DictionaryBuilder
  ) {
    guard slot.varies else {
      columns.byte(0)
      let token = plans.tokens[slot.start]
      switch slot.domain {
      case .text: columns.varint(dictionary.code(of: StringCode(token)))
      case .number: columns.zigzag(Int64(bitPattern: token))
      case .wide:
        let number = plans.texts.wide[Int(token)]
        columns.fixed64(UInt64(truncatingIfNeeded: number))
        columns.fixed64(UInt64(truncatingIfNeeded: number >> 64))
      }
      return
    }
    let prediction: UInt8 = slot.source < 0 ? 0 : slot.source == slot.memory ? 1 : 2
    collectLiterals(slot, plans, hits)
    let shift = slot.domain == .number ? NumberShift(for: encoder.literals[...]) : .from(0)
    shift.apply(to: &encoder.literals)
    columns.byte(1 | prediction << 1 | shift.flag << 3)
    if prediction == 2 { columns.varint(UInt64(slot.source)) }
    if slot.domain == .number { shift.writeBase(to: &columns) }
    let wideBitCount = slot.domain == .wide ? wideBitCount(slot, plans, hits) : 0
    if slot.domain == .wide { columns.byte(UInt8(wideBitCount)) }
    encoder.write(
      hits: slot.source < 0 ? nil : hits[slot.range], table: &columns, symbols: &symbols, bits: &bits)
    if slot.domain == .wide { writeWide(slot, plans, hits, wideBitCount) }
  }

  private mutating func collectLiterals(_ slot: Slot, _ plans: borrowing ColumnPlans, _ hits: [Bool]) {
    encoder.literals.removeAll(keepingCapacity: true)
    encoder.literals.reserveCapacity(slot.count)
    switch slot.domain {
    case .text:
      for place in slot.range where !hits[place] {
        encoder.literals.append(UInt64(ranks[Int(truncatingIfNeeded: plans.tokens[place])]))
      }
    case .number: for place in slot.range where !hits[place] { encoder.literals.append(plans.tokens[place]) }
    // 128-bit numbers are all of one class, 0, whose mantissa is the number itself.
    case .wide: for place in slot.range where !hits[place] { encoder.literals.append(0) }
    }
  }

  private func wideBitCount(_ slot: Slot, _ plans: borrowing ColumnPlans, _ hits: [Bool]) -> Int {
    var widest = 0
    for place in slot.range where !hits[place] {
      widest = max(widest, 128 - plans.texts.wide[Int(plans.tokens[place])].leadingZeroBitCount)
    }
    return widest
  }

  private mutating func writeWide(_ slot: Slot, _ plans: borrowing ColumnPlans, _ hits: [Bool], _ bitCount: Int) {
    for place in slot.range where !hits[place] {
      let number = plans.texts.wide[Int(plans.tokens[place])]
      bits.append(UInt64(truncatingIfNeeded: number), low: min(bitCount, 64))
      bits.append(UInt64(truncatingIfNeeded: number >> 64), low: max(bitCount - 64, 0))
    }
  }
}

extension BitWriter {
  @inline(__always)
  fileprivate mutating func append(_ value: UInt64, low count: Int) { if count > 0 { append(value, count: count) } }
}
