import SegmentFormat
package import TelemetryModel

/// What the bodies of some records have in common, and how many records have it.
package struct LogPattern: Hashable, Sendable {
  /// The text with `<*>` for each number, ID and address.
  package let text: String
  package let recordCount: Int

  package init(text: String, recordCount: Int) {
    self.text = text
    self.recordCount = recordCount
  }

  /// The patterns of the plain texts among the bodies of `rows`, the most frequent first. O(distinct texts + rows).
  package static func patterns(of batch: LogBatch, rows: some Sequence<Int>) -> [LogPattern] {
    var reader = LogPatternReader()
    var patternOfText: [StringCode: String] = [:]
    var counts: [String: Int] = [:]
    for row in rows {
      guard let code = batch.bodyText(of: row) else { continue }
      let pattern = patternOfText[code] ?? reader.text(of: batch.strings[code])
      patternOfText[code] = pattern
      counts[pattern, default: 0] += 1
    }
    return counts.map { LogPattern(text: $0.key, recordCount: $0.value) }
      .sorted { $0.recordCount != $1.recordCount ? $0.recordCount > $1.recordCount : $0.text < $1.text }
  }
}

/// Reads the patterns of bodies, one after the other.
package struct LogPatternReader {
  private var parser = TextTemplateParser()

  package init() {}

  /// The pattern of a body: what `LogPattern.text` says.
  package mutating func text(of body: ArraySlice<UInt8>) -> String {
    guard parser.parse(body) else { return String(decoding: body, as: UTF8.self) }
    var output: [UInt8] = []
    var template = parser.template.makeIterator()
    while let byte = template.next() {
      switch byte {
      case TextTemplate.Mark.decimal, TextTemplate.Mark.uuid, TextTemplate.Mark.ipv4: break
      case TextTemplate.Mark.padded, TextTemplate.Mark.hex: _ = template.next()
      case TextTemplate.Mark.alphanumeric:
        _ = template.next()
        _ = template.next()
      default:
        output.append(byte)
        continue
      }
      output.append(contentsOf: "<*>".utf8)
    }
    return String(decoding: output, as: UTF8.self)
  }
}
