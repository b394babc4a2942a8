import QueryEngine
import TelemetryModel
import TelemetryStorage

/// The meaning of a search, written once more, on records.
enum PlainLogSearch {
  static func records(_ query: LogQuery, _ records: [LogRecord]) -> [LogRecord] {
    let found = records.filter { fulfils($0, query) }
    return found.sorted {
      query.order == .newestFirst ? $0.effectiveTime > $1.effectiveTime : $0.effectiveTime < $1.effectiveTime
    }
  }

  private static func fulfils(_ record: LogRecord, _ query: LogQuery) -> Bool {
    guard query.times.contains(record.effectiveTime) else { return false }
    if query.leastSeverity != .unspecified, record.severityNumber < query.leastSeverity { return false }
    if let service = query.service, !same(service, self.service(record)) { return false }
    if let id = query.traceID, id != traceID(record) { return false }
    if let id = query.spanID, id != spanID(record) { return false }
    if let id = query.correlationID, id != correlationID(record) { return false }
    for wanted in query.attributes {
      let lists = [record.attributes, record.resource.attributes, record.scope.attributes]
      guard
        lists.joined().contains(where: { same($0.key, wanted.key) && same(AttributeText.text($0.value), wanted.text) })
      else { return false }
    }
    let texts = self.texts(of: record.body)
    return query.phrases.allSatisfy { phrase in texts.contains { holds($0, phrase, asWords: true) } }
      && query.texts.allSatisfy { part in texts.contains { holds($0, part, asWords: false) } }
  }

  private static func texts(of body: AttributeValue) -> [String] {
    switch body {
    case .array(let elements): elements.flatMap(innerTexts)
    case .keyValueList(let list): list.flatMap { [$0.key] + innerTexts($0.value) }
    default: [AttributeText.text(body)]
    }
  }

  private static func innerTexts(_ value: AttributeValue) -> [String] {
    switch value {
    case .string(let text): [text]
    case .array, .keyValueList: texts(of: value)
    default: []
    }
  }

  private static func holds(_ text: String, _ part: String, asWords: Bool) -> Bool {
    func lowered(_ text: String) -> [UInt8] { text.utf8.map { (0x41...0x5A).contains($0) ? $0 + 0x20 : $0 } }
    func isWord(_ byte: UInt8) -> Bool {
      (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte) || byte >= 0x80
    }
    let (text, part) = (lowered(text), lowered(part))
    guard text.count >= part.count else { return false }
    for start in 0...(text.count - part.count) where text[start..<start + part.count].elementsEqual(part) {
      let end = start + part.count
      if !asWords || part.isEmpty { return true }
      if start > 0, isWord(text[start - 1]), isWord(text[start]) { continue }
      if end < text.count, isWord(text[end - 1]), isWord(text[end]) { continue }
      return true
    }
    return false
  }

  static func service(_ record: LogRecord) -> String {
    for attribute in record.resource.attributes.reversed() where attribute.key == "service.name" {
      if case .string(let name) = attribute.value { return name.isEmpty ? Resource.unknownServiceName : name }
    }
    return Resource.unknownServiceName
  }

  static func traceID(_ record: LogRecord) -> TraceID {
    LogLookUpColumns(LogBatch([record])).traceIDs[0]
  }

  private static func spanID(_ record: LogRecord) -> SpanID {
    LogLookUpColumns(LogBatch([record])).spanIDs[0]
  }

  static func correlationID(_ record: LogRecord) -> String? {
    let batch = LogBatch([record])
    let own = LogLookUpColumns(batch).correlationIDs[0].texts(in: batch.strings).first
    return own.map { String(decoding: $0, as: UTF8.self) } ?? (traceID(record).isValid ? "\(traceID(record))" : nil)
  }

  private static func same(_ left: String, _ right: String) -> Bool { left.utf8.elementsEqual(right.utf8) }
}
