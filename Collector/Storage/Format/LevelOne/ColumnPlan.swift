import TelemetryModel

/// A stream of tokens that is encoded on its own: a whole column, or one slot of one template within a column.
struct Slot {
  let key: Int32
  let domain: SlotDomain
  /// Where the latest token of the trace is remembered (`MemoryPlace`).
  let memory: Int32
  /// The tokens, a range of `ColumnPlans.tokens`.
  let start: Int
  let count: Int
  /// Whether there are two different tokens.
  var varies = false
  /// The place whose remembered token predicts this slot's, or -1.
  var source: Int32 = -1

  @inline(__always)
  var range: Range<Int> { start..<start &+ count }
}

/// How the values of a column become tokens.
struct ColumnPlan {
  var firstSlot = 0
  /// Decimal digits after the point that turn the column's doubles into integers, plus one; 0 when they stay bits.
  var decimals: UInt8 = 0
  /// The templates of the column, by falling frequency; empty when it has none. 0 stands for whole texts, other
  /// numbers for a template's number plus one.
  var templates: [Int32] = []
  /// The first slot of each template, and where those of the last one end.
  var templateSlots: [Int] = []
}

/// Plans of all columns, their slots, and all tokens.
struct ColumnPlans {
  private(set) var columns: [ColumnPlan] = []
  var slots: [Slot] = []
  /// First the values of all columns, as in `ColumnValues`, then the tokens of template slots.
  private(set) var tokens: [UInt64]
  /// The place in `ColumnPlan.templates` of every value of a templated column; parallel to the values.
  private(set) var templateSymbols: [UInt8]
  private(set) var texts: TemplateTexts
  let starts: [Int]

  init(_ batch: borrowing SpanBatch, _ layout: borrowing ColumnLayout, _ values: consuming ColumnValues) {
    starts = values.starts
    tokens = values.payloads
    templateSymbols = Array(repeating: 0, count: values.payloads.count)
    texts = TemplateTexts(textCount: batch.strings.count)
    columns.reserveCapacity(layout.columns.count)
    slots.reserveCapacity(layout.columns.count * 2)
    for key in layout.keyEnds.indices {
      let range = layout.keyRange(key)
      let splits = range.filter { layout.columns[$0].kind == .string && values.varies[$0] }
      let isTemplated = !splits.isEmpty && texts.areWorthwhile(batch, tokens, splits.map { values.range(of: $0) })
      for column in range {
        let kind = layout.columns[column].kind
        var plan = ColumnPlan(firstSlot: slots.count)
        if isTemplated, kind == .string, values.varies[column] {
          addTemplates(key, values.range(of: column), &plan)
        } else {
          if kind == .double, values.varies[column] { plan.decimals = scaleDecimals(values.range(of: column)) }
          addPlain(key, kind, values.range(of: column), varies: values.varies[column])
        }
        columns.append(plan)
      }
    }
  }

  /// The slots of a template of a column.
  @inline(__always)
  func slotRange(_ column: Int, template: Int) -> Range<Int> {
    columns[column].templateSlots[template]..<columns[column].templateSlots[template &+ 1]
  }

  private mutating func addPlain(_ key: Int, _ kind: AttributeKind, _ range: Range<Int>, varies: Bool) {
    let memory = kind.isTableCode ? MemoryPlace.text(key) : MemoryPlace.number(key)
    slots.append(
      Slot(
        key: Int32(key), domain: kind.isTableCode ? .text : .number, memory: Int32(memory), start: range.lowerBound,
        count: range.count, varies: varies))
  }

  /// Replaces doubles by integers when all are decimal numbers of few digits that divide back exactly.
  private mutating func scaleDecimals(_ range: Range<Int>) -> UInt8 {
    var digits = 0
    for place in range {
      while DecimalDouble.integer(tokens[place], digits: digits) == nil {
        digits += 1
        if digits > DecimalDouble.mostDigits { return 0 }
      }
    }
    // A double that divides back with fewer digits does so with more, within the bounds of `DecimalDouble`.
    var scaled: [UInt64] = []
    scaled.reserveCapacity(range.count)
    for place in range {
      guard let integer = DecimalDouble.integer(tokens[place], digits: digits) else { return 0 }
      scaled.append(UInt64(bitPattern: integer))
    }
    for (offset, place) in range.enumerated() { tokens[place] = scaled[offset] }
    return UInt8(digits + 1)
  }

  // MARK: Templates

  private mutating func addTemplates(_ key: Int, _ range: Range<Int>, _ plan: inout ColumnPlan) {
    let counts = texts.countTemplates(tokens, range)
    // A template that occurs once costs more than its text.
    var kept = counts.filter { $0.template != 0 && $0.count > 1 }.prefix(SegmentLimits.templatesPerColumn)
    let keptCount = kept.reduce(0) { $0 + $1.count }
    if keptCount < range.count { kept.append((template: 0, count: range.count - keptCount)) }
    let ranked = kept.sorted { $0.count != $1.count ? $0.count > $1.count : $0.template < $1.template }

    var next = tokens.count
    for (template, count) in ranked {
      plan.templates.append(template)
      plan.templateSlots.append(slots.count)
      if template == 0 {
        appendSlot(key, .text, MemoryPlace.text(key), &next, count)
      } else {
        for (index, domain) in texts.domains(of: template).enumerated() {
          appendSlot(key, domain, MemoryPlace.templateSlot(key, domain, index: index), &next, count)
        }
      }
    }
    plan.templateSlots.append(slots.count)
    tokens.append(contentsOf: repeatElement(0, count: next - tokens.count))
    fill(range, plan)
  }

  private mutating func appendSlot(_ key: Int, _ domain: SlotDomain, _ memory: Int, _ next: inout Int, _ count: Int) {
    slots.append(Slot(key: Int32(key), domain: domain, memory: Int32(memory), start: next, count: count))
    next += count
  }

  private mutating func fill(_ range: Range<Int>, _ plan: ColumnPlan) {
    texts.rank(plan.templates)
    var filled = [Int](repeating: 0, count: plan.templates.count)
    for place in range {
      let text = Int(tokens[place])
      let symbol = texts.symbol(of: text)
      templateSymbols[place] = UInt8(symbol)
      let item = filled[symbol]
      filled[symbol] = item + 1
      var slot = plan.templateSlots[symbol]
      if plan.templates[symbol] == 0 {
        put(UInt64(text), slot, item)
        continue
      }
      for token in texts.tokenRange(of: text) {
        put(texts.tokens[token], slot, item)
        slot += 1
      }
    }
    texts.unrank()
  }

  @inline(__always)
  private mutating func put(_ token: UInt64, _ slot: Int, _ item: Int) {
    let start = slots[slot].start
    tokens[start &+ item] = token
    if token != tokens[start] { slots[slot].varies = true }
  }
}
