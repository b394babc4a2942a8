import TelemetryModel

/// The descriptors of all attribute columns, read back: the inverse of `ColumnWriter`, without the symbols and bits.
struct AttributeColumns: Sendable {
  struct SlotInfo: Sendable {
    let varies: Bool
    let domain: SlotDomain
    /// Where its tokens are remembered, and the place that predicts it, or -1.
    let memory: Int32
    let source: Int32
    let shift: NumberShift
    /// Its entries in the symbol table. For a slot that varies.
    let entries: Range<Int>
    /// For a slot that does not vary.
    let constant: UInt64
    let key: Int32
  }

  struct TemplateInfo: Sendable {
    /// The template, or -1 for whole texts.
    let template: Int32
    let slots: Range<Int>
    /// A number that the columns of one key share for one template.
    let cache: Int32
  }

  struct ColumnInfo: Sendable {
    let key: Int32
    let kind: AttributeKind
    let decimals: UInt8
    let firstSlot: Int
    let valueCount: Int
    /// Into `templates`; empty for a plain column.
    let templates: Range<Int>
  }

  private(set) var columns: [ColumnInfo] = []
  private(set) var slots: [SlotInfo] = []
  private(set) var templates: [TemplateInfo] = []
  private(set) var table = SymbolTable()
  /// The dictionary codes of the texts of each key by rank, key after key.
  private(set) var rankedTexts: [UInt32] = []
  private(set) var rankedTextEnds: [Int] = []
  /// Where symbols and bits of each key end, in bytes.
  private(set) var symbolEnds: [Int] = []
  private(set) var bitEnds: [Int] = []
  /// The 128-bit constants; the first entries of every list of 128-bit numbers.
  private(set) var wideConstants: [UInt128] = []
  private(set) var cacheCount = 0

  private let textCount: Int
  private let placeCount: Int

  init(
    _ reader: inout ByteReader, _ layout: ColumnLayout, valueCounts: [Int], dictionaryCount: Int,
    templates texts: [TextTemplate]
  ) throws(ByteReaderError) {
    textCount = dictionaryCount
    placeCount = layout.keyEnds.count * MemoryPlace.countPerKey
    for key in layout.keyEnds.indices {
      symbolEnds.append(try end(after: symbolEnds.last ?? 0, &reader))
      bitEnds.append(try end(after: bitEnds.last ?? 0, &reader))
      try readRankedTexts(&reader)
      var caches: [Int32: Int32] = [:]
      for column in layout.keyRange(key) {
        try readColumn(layout.columns[column], valueCounts[column], texts, &caches, &reader)
      }
    }
    guard reader.remaining == 0 else {
      throw ByteReaderError(byteOffset: reader.offset, reason: "bytes are left over behind the columns")
    }
  }

  /// All slots of a column.
  func slotRange(of column: Int) -> Range<Int> {
    let first = columns[column].firstSlot
    return first..<(column + 1 < columns.count ? columns[column + 1].firstSlot : slots.count)
  }

  /// The payload that a token of a plain column stands for; texts stay codes of the dictionary.
  @inline(__always)
  func payload(_ token: UInt64, _ info: borrowing ColumnInfo) -> UInt64 {
    info.decimals == 0 ? token : DecimalDouble.bits(Int64(bitPattern: token), digits: Int(info.decimals) - 1)
  }

  func rankedTexts(of key: Int) -> Range<Int> { (key == 0 ? 0 : rankedTextEnds[key - 1])..<rankedTextEnds[key] }

  private func end(after start: Int, _ reader: inout ByteReader) throws(ByteReaderError) -> Int {
    start + (try reader.index(below: SegmentLimits.inflatedByteCount))
  }

  private mutating func readRankedTexts(_ reader: inout ByteReader) throws(ByteReaderError) {
    var code: Int64 = 0
    for _ in 0..<(try reader.count()) {
      code &+= try reader.zigzag()
      guard code >= 0, code < textCount else {
        throw ByteReaderError(byteOffset: reader.offset, reason: "text \(code) lies outside the dictionary")
      }
      rankedTexts.append(UInt32(code))
      code += 1
    }
    rankedTextEnds.append(rankedTexts.count)
  }

  private mutating func readColumn(
    _ column: ColumnLayout.Column, _ valueCount: Int, _ texts: [TextTemplate], _ caches: inout [Int32: Int32],
    _ reader: inout ByteReader
  ) throws(ByteReaderError) {
    let decimals = column.kind == .double ? try reader.index(below: DecimalDouble.mostDigits + 2) : 0
    let firstSlot = slots.count
    let firstTemplate = templates.count
    let key = Int(column.key)
    if column.kind == .string {
      var list: [Int] = []
      for _ in 0..<(try reader.index(below: SegmentLimits.templatesPerColumn + 2)) {
        list.append(try reader.index(below: texts.count + 1))
      }
      for template in list { try readTemplate(template, key, texts, &caches, &reader) }
    }
    if firstTemplate == templates.count {
      let isText = column.kind.isTableCode
      let memory = isText ? MemoryPlace.text(key) : MemoryPlace.number(key)
      try readSlot(key, isText ? .text : .number, memory, &reader)
    }
    columns.append(
      ColumnInfo(
        key: column.key, kind: column.kind, decimals: UInt8(decimals), firstSlot: firstSlot, valueCount: valueCount,
        templates: firstTemplate..<templates.count))
  }

  private mutating func readTemplate(
    _ template: Int, _ key: Int, _ texts: [TextTemplate], _ caches: inout [Int32: Int32], _ reader: inout ByteReader
  ) throws(ByteReaderError) {
    let start = slots.count
    if template == 0 {
      try readSlot(key, .text, MemoryPlace.text(key), &reader)
      templates.append(TemplateInfo(template: -1, slots: start..<slots.count, cache: -1))
      return
    }
    for (index, domain) in texts[template - 1].domains.enumerated() {
      try readSlot(key, domain, MemoryPlace.templateSlot(key, domain, index: index), &reader)
    }
    let cache = caches[Int32(template)] ?? Int32(cacheCount)
    if Int(cache) == cacheCount {
      caches[Int32(template)] = cache
      cacheCount += 1
    }
    templates.append(TemplateInfo(template: Int32(template - 1), slots: start..<slots.count, cache: cache))
  }

  private mutating func readSlot(
    _ key: Int, _ domain: SlotDomain, _ memory: Int, _ reader: inout ByteReader
  ) throws(ByteReaderError) {
    let flags = try reader.byte()
    guard flags & 1 == 1 else {
      slots.append(
        SlotInfo(
          varies: false, domain: domain, memory: Int32(memory), source: -1, shift: .zigzag, entries: 0..<0,
          constant: try constant(domain, &reader), key: Int32(key)))
      return
    }
    var source = -1
    switch flags >> 1 & 3 {
    case 0: break
    case 1: source = memory
    default: source = try reader.index(below: placeCount)
    }
    guard source < 0 || MemoryPlace.domain(source) == domain else {
      throw ByteReaderError(byteOffset: reader.offset, reason: "a slot is predicted from one of another domain")
    }
    let shift = domain == .number ? try NumberShift(flag: flags & 8 != 0, &reader) : .from(0)
    var wideBitCount: UInt8?
    if domain == .wide {
      wideBitCount = try reader.byte()
      guard wideBitCount ?? 0 <= 128 else {
        throw ByteReaderError(byteOffset: reader.offset, reason: "a number has more than 128 bits")
      }
    }
    let entries = try table.append(&reader, allowsPrediction: source >= 0, classBitCount: wideBitCount)
    slots.append(
      SlotInfo(
        varies: true, domain: domain, memory: Int32(memory), source: Int32(source), shift: shift, entries: entries,
        constant: 0, key: Int32(key)))
  }

  private mutating func constant(
    _ domain: SlotDomain, _ reader: inout ByteReader
  ) throws(ByteReaderError) -> UInt64 {
    switch domain {
    case .text: return UInt64(try reader.index(below: textCount))
    case .number: return UInt64(bitPattern: try reader.zigzag())
    case .wide:
      let low = try reader.fixed64()
      wideConstants.append(UInt128(try reader.fixed64()) << 64 | UInt128(low))
      return UInt64(wideConstants.count - 1)
    }
  }
}
