import TelemetryModel

/// The templates of a segment and what became of each text: its template and the tokens of its slots.
///
/// A text is split once, whatever number of columns hold it.
struct TemplateTexts {
  /// The distinct template texts; numbered from 1, so that 0 can mean "none".
  private(set) var templates = StringTable()
  private(set) var tokens: [UInt64] = []
  /// The distinct 128-bit numbers, which tokens refer to.
  private(set) var wide: [UInt128] = []

  private var parser = TextTemplateParser()
  private var wideIndex = HashIndex(capacity: 256)
  private var domainsOfTemplate: [[SlotDomain]] = [[]]

  // By text
  private var templateOfText: [Int32]
  private var firstToken: [Int32]
  private var seenInKey: [UInt32]
  private var keyStamp: UInt32 = 0

  // By template, used for one column at a time
  private var counts: [Int32] = [0]
  private var symbols: [Int16] = [-1]

  private static let unknown = Int32(-1)
  /// How many distinct texts of a key are tried before the rest of them.
  private static let trialCount = 256

  init(textCount: Int) {
    templateOfText = Array(repeating: Self.unknown, count: textCount)
    firstToken = Array(repeating: 0, count: textCount)
    seenInKey = Array(repeating: 0, count: textCount)
  }

  /// The "template lengths" stream (a varint each) and the "template text" stream.
  func encodeTemplates() -> (lengths: [UInt8], text: [UInt8]) {
    var lengths = ByteWriter()
    for template in 1..<StringCode(max(1, templates.count)) { lengths.varint(templates.byteCount(of: template)) }
    return (lengths.bytes, templates.arena)
  }

  func domains(of template: Int32) -> [SlotDomain] { domainsOfTemplate[Int(template)] }

  /// The slot tokens of a text that has a template.
  @inline(__always)
  func tokenRange(of text: Int) -> Range<Int> {
    let first = Int(firstToken[text])
    return first..<first + domainsOfTemplate[Int(templateOfText[text])].count
  }

  // MARK: Choice

  /// Whether the texts of a key fall into few templates: splits its distinct texts and compares their counts.
  mutating func areWorthwhile(_ batch: borrowing SpanBatch, _ payloads: [UInt64], _ ranges: [Range<Int>]) -> Bool {
    keyStamp += 1
    var distinct: [Int] = []
    for range in ranges {
      for place in range {
        let text = Int(payloads[place])
        if seenInKey[text] == keyStamp { continue }
        seenInKey[text] = keyStamp
        distinct.append(text)
      }
    }
    let total = ranges.reduce(0) { $0 + $1.count }
    guard distinct.count > 16, distinct.count > 256 || distinct.count * 6 > total else { return false }
    let trial = distinct.prefix(Self.trialCount)
    guard splitAll(batch, trial) * 3 <= trial.count else { return false }
    return trial.count == distinct.count || splitAll(batch, distinct[...]) * 3 <= distinct.count
  }

  /// Splits texts and returns how many templates they have between them; each text without one counts as one.
  private mutating func splitAll(_ batch: borrowing SpanBatch, _ list: ArraySlice<Int>) -> Int {
    var templateCount = 0
    var touched: [Int] = []
    for text in list {
      split(batch, text)
      let template = Int(templateOfText[text])
      if template == 0 {
        templateCount += 1
      } else if counts[template] == 0 {
        counts[template] = 1
        templateCount += 1
        touched.append(template)
      }
    }
    for template in touched { counts[template] = 0 }
    return templateCount
  }

  private mutating func split(_ batch: borrowing SpanBatch, _ text: Int) {
    guard templateOfText[text] == Self.unknown else { return }
    guard parser.parse(batch.strings[StringCode(text)]) else {
      templateOfText[text] = 0
      return
    }
    let template = templates.intern(parser.template[...])
    if Int(template) == domainsOfTemplate.count {
      domainsOfTemplate.append(parser.domains)
      counts.append(0)
      symbols.append(-1)
    }
    templateOfText[text] = Int32(template)
    firstToken[text] = Int32(tokens.count)
    for (domain, token) in zip(parser.domains, parser.tokens) {
      tokens.append(domain == .wide ? wideToken(parser.wide[Int(token)]) : token)
    }
  }

  private mutating func wideToken(_ number: UInt128) -> UInt64 {
    var hash = WordHash()
    hash.combine(UInt64(truncatingIfNeeded: number >> 64))
    hash.combine(UInt64(truncatingIfNeeded: number))
    let found = wideIndex.find(hash.value, orInsert: wide.count) { wide[$0] == number }
    if let found { return UInt64(found) }
    wide.append(number)
    return UInt64(wide.count - 1)
  }

  // MARK: One column

  /// The templates of a column's texts with their counts, the most frequent first.
  mutating func countTemplates(_ payloads: [UInt64], _ range: Range<Int>) -> [(template: Int32, count: Int)] {
    var touched: [Int32] = []
    for place in range {
      let template = templateOfText[Int(payloads[place])]
      if counts[Int(template)] == 0 { touched.append(template) }
      counts[Int(template)] += 1
    }
    let list = touched.map { (template: $0, count: Int(counts[Int($0)])) }
    for template in touched { counts[Int(template)] = 0 }
    return list.sorted { $0.count != $1.count ? $0.count > $1.count : $0.template < $1.template }
  }

  /// Gives the templates of a column their symbols; texts of all others become whole texts.
  mutating func rank(_ templates: [Int32]) {
    wholeTextSymbol = 0
    for (symbol, template) in templates.enumerated() {
      if template == 0 { wholeTextSymbol = symbol } else { symbols[Int(template)] = Int16(symbol) }
    }
    ranked = templates
  }

  mutating func unrank() {
    for template in ranked where template != 0 { symbols[Int(template)] = -1 }
  }

  private var wholeTextSymbol = 0
  private var ranked: [Int32] = []

  @inline(__always)
  func symbol(of text: Int) -> Int {
    let symbol = symbols[Int(templateOfText[text])]
    return symbol < 0 ? wholeTextSymbol : Int(symbol)
  }
}
