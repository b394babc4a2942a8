import TelemetryModel

/// Finds the traces in which a chosen span has one of some attributes, by looking at the columns of their keys alone.
///
/// A text that is put together from a template is compared as it is rendered, without a place in a table; what the
/// trace before or the parent had is not rendered again.
struct ValueSearch {
  /// What a column is asked.
  private enum Test {
    case never
    /// It holds what cannot be told here: arrays and key-value lists, whose elements count, and bytes.
    case always
    case payloads([UInt64])
    /// The texts, and the codes of those that the dictionary has.
    case texts([[UInt8]], codes: [UInt64])
  }

  private let core: LevelOneCore
  private let plan: ReadPlan
  private var tokens: TokenReader
  private var tests: [Test]
  // By template and key: the slots of the latest text, and whether it is one of those looked for.
  private var latestSlots: [[UInt64]]
  private var latestAnswers: [Bool]
  private var slots: [UInt64] = []
  private var buffer: [UInt8] = []

  /// - Parameters:
  ///   - plan: reads the keys of the alternatives.
  ///   - streams: in which the keys of the plan are open.
  init(
    _ core: LevelOneCore, _ plan: ReadPlan, _ streams: AttributeStreams,
    _ alternatives: [LevelOneSelection.Alternative]
  ) {
    self.core = core
    self.plan = plan
    tokens = TokenReader(core, streams)
    latestSlots = Array(repeating: [], count: core.columns.cacheCount)
    latestAnswers = Array(repeating: false, count: core.columns.cacheCount)
    tests = Array(repeating: .never, count: core.layout.columns.count)
    for step in plan.steps where step.isWanted {
      let column = core.layout.columns[Int(step.column)]
      let key = core.tables.keyTexts[Int(column.key) - ItemForm.Extras.columns.count]
      let values = alternatives.lazy.filter { $0.key == key }.map(\.value)
      tests[Int(step.column)] = Self.test(Array(values), column.kind, core.tables.batch.strings)
    }
  }

  private static func test(_ values: [AttributeValue], _ kind: AttributeKind, _ strings: StringTable) -> Test {
    var payloads: [UInt64] = []
    var texts: [String] = []
    for value in values {
      switch (kind, value) {
      case (.composite, _), (.bytes, .bytes), (.empty, .empty): return .always
      case (.bool, .bool(let flag)): payloads.append(flag ? 1 : 0)
      case (.int, .int(let number)): payloads.append(UInt64(bitPattern: number))
      case (.double, .double(let number)): payloads.append(number.bitPattern)
      case (.string, .string(let text)): texts.append(text)
      default: continue
      }
    }
    if !texts.isEmpty {
      return .texts(texts.map { Array($0.utf8) }, codes: texts.compactMap { strings.code(of: $0).map(UInt64.init) })
    }
    return payloads.isEmpty ? .never : .payloads(payloads)
  }

  /// A flag for each trace of the segment.
  mutating func traces() throws(ByteReaderError) -> [Bool] {
    var found = [Bool](repeating: false, count: core.tables.traceCount)
    for trace in found.indices {
      tokens.beginTrace()
      var event = core.traces[trace].event
      var link = core.traces[trace].link
      for row in core.rows(of: trace) {
        if try look(core.operations[row]) { found[trace] = true }
        for _ in 0..<core.eventCounts[row] {
          if try look(core.tables.formStarts[1] + core.eventForms[event]) { found[trace] = true }
          event += 1
        }
        for _ in 0..<core.linkCounts[row] {
          if try look(core.tables.formStarts[2] + core.linkForms[link]) { found[trace] = true }
          link += 1
        }
      }
    }
    return found
  }

  /// Reads the next item of a form.
  @inline(__always)
  private mutating func look(_ form: Int) throws(ByteReaderError) -> Bool {
    var isFound = false
    for place in plan.stepRange(of: form) {
      let step = plan.steps[place]
      if !step.isWanted {
        try tokens.pass(Int(step.column))
      } else if try accepts(Int(step.column)) {
        isFound = true
      }
    }
    return isFound
  }

  /// Reads the next value of a column.
  private mutating func accepts(_ column: Int) throws(ByteReaderError) -> Bool {
    switch tests[column] {
    case .never:
      try tokens.pass(column)
      return false
    case .always:
      try tokens.pass(column)
      return true
    case .payloads(let payloads):
      let info = core.columns.columns[column]
      return payloads.contains(core.columns.payload(try tokens.next(info.firstSlot), info))
    case .texts(let texts, let codes):
      let info = core.columns.columns[column]
      if info.templates.isEmpty { return codes.contains(try tokens.next(info.firstSlot)) }
      let template = core.columns.templates[tokens.nextTemplate(column, info)]
      if template.template < 0 { return codes.contains(try tokens.next(template.slots.lowerBound)) }
      return try accepts(template, texts)
    }
  }

  private mutating func accepts(
    _ template: AttributeColumns.TemplateInfo, _ texts: [[UInt8]]
  ) throws(ByteReaderError) -> Bool {
    slots.removeAll(keepingCapacity: true)
    for slot in template.slots { slots.append(try tokens.next(slot)) }
    let cache = Int(template.cache)
    if latestSlots[cache] == slots { return latestAnswers[cache] }
    buffer.removeAll(keepingCapacity: true)
    core.templates[Int(template.template)].render(slots[...], wide: tokens.wide, into: &buffer)
    latestSlots[cache].removeAll(keepingCapacity: true)
    latestSlots[cache].append(contentsOf: slots)
    latestAnswers[cache] = texts.contains(buffer)
    return latestAnswers[cache]
  }
}
