import TelemetryModel

/// The bodies of a batch split into templates and the tokens of their slots (`TextTemplate`).
struct LogTemplates {
  /// The batch with the body of each templated row replaced by its template, as a text.
  private(set) var batch: LogBatch
  /// By row.
  private(set) var isTemplate: [Bool]
  private var firstTokenOfRow: [Int]
  private var tokens: [UInt64] = []
  private var wide: [UInt128] = []

  /// A template that fewer rows share is not worth its slots.
  private static let fewestRows = 2

  private struct Split {
    let template: StringCode
    let firstToken: Int
  }

  init(_ source: LogBatch) {
    batch = source
    isTemplate = Array(repeating: false, count: source.count)
    firstTokenOfRow = Array(repeating: 0, count: source.count)
    var parser = TextTemplateParser()
    var splits: [StringCode: Split?] = [:]
    var rowCounts: [StringCode: Int] = [:]
    for row in 0..<source.count {
      guard let text = source.bodyText(of: row) else { continue }
      if splits[text] == nil { splits.updateValue(split(text, &parser), forKey: text) }
      if let split = splits[text] ?? nil { rowCounts[split.template, default: 0] += 1 }
    }
    for row in 0..<source.count {
      guard let text = source.bodyText(of: row), let split = splits[text] ?? nil,
        rowCounts[split.template, default: 0] >= Self.fewestRows
      else { continue }
      batch.bodies[row] = UInt64(split.template)
      isTemplate[row] = true
      firstTokenOfRow[row] = split.firstToken
    }
  }

  private mutating func split(_ text: StringCode, _ parser: inout TextTemplateParser) -> Split? {
    guard parser.parse(batch.strings[text]) else { return nil }
    let firstToken = tokens.count
    for (domain, token) in zip(parser.domains, parser.tokens) {
      tokens.append(domain == .wide ? UInt64(wide.count) + token : token)
    }
    wide.append(contentsOf: parser.wide)
    return Split(template: batch.strings.intern(parser.template[...]), firstToken: firstToken)
  }

  /// The number in a slot of a templated row.
  func number(row: Int, slot: Int) -> UInt64 { tokens[firstTokenOfRow[row] + slot] }

  /// The 128-bit number in a slot of a templated row.
  func wideNumber(row: Int, slot: Int) -> UInt128 { wide[Int(number(row: row, slot: slot))] }
}

/// The rows of each template, in order; both sides of the format group them alike.
struct TemplateRows {
  /// Templates by their text codes, in the order of their first row.
  private(set) var templates: [StringCode] = []
  private(set) var rows: [[Int]] = []

  /// - Parameter isTemplate: whether the body of a row is a template.
  init(_ batch: borrowing LogBatch, isTemplate: (Int) -> Bool) {
    var places = [Int32](repeating: -1, count: batch.strings.count)
    for row in batch.bodies.indices where isTemplate(row) {
      let template = StringCode(truncatingIfNeeded: batch.bodies[row])
      let place = Int(places[Int(template)])
      if place >= 0 {
        rows[place].append(row)
      } else {
        places[Int(template)] = Int32(rows.count)
        templates.append(template)
        rows.append([row])
      }
    }
  }
}
