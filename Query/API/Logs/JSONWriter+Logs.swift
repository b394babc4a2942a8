package import OTLPFormat
package import QueryEngine
package import TelemetryModel

extension JSONWriter {
  /// A page of records as `GET /api/skein/v1/logs` answers it.
  ///
  /// - Parameter keys: under which a record carries a correlation ID.
  package mutating func logPage(_ page: LogPage, keys: CorrelationKeys) {
    beginObject()
    key("logs")
    beginArray()
    let lookUps = LogLookUpColumns(page.records, keys: keys)
    for row in 0..<page.records.count { logRecord(row, of: page, lookUps) }
    endArray()
    if let next = page.next {
      key("next")
      string(next.description)
    }
    endObject()
  }

  /// One record of a page. What is empty is left out.
  package mutating func logRecord(_ row: Int, of page: LogPage, _ lookUps: LogLookUpColumns) {
    let record = page.records.record(at: row)
    beginObject()
    text("id", page.positions[row].description)
    text("time", String(page.records.effectiveTime(of: row).nanoseconds))
    if record.observedTime.nanoseconds != 0 { text("observedTime", String(record.observedTime.nanoseconds)) }
    text("service", page.records.strings.text(page.records.serviceName(of: row)))
    if record.severityNumber != .unspecified {
      text("severity", record.severityNumber.word)
      key("severityNumber")
      int(record.severityNumber.rawValue)
    }
    text("severityText", record.severityText)
    if record.body != .empty {
      key("body")
      plain(record.body)
    }
    ids(row, of: page, lookUps)
    text("eventName", record.eventName)
    attributes("attributes", record.attributes)
    attributes("resource", record.resource.attributes)
    key("scope")
    beginObject()
    text("name", record.scope.name)
    text("version", record.scope.version)
    attributes("attributes", record.scope.attributes)
    endObject()
    endObject()
  }

  private mutating func ids(_ row: Int, of page: LogPage, _ lookUps: LogLookUpColumns) {
    if lookUps.traceIDs[row].isValid {
      key("traceID")
      id(lookUps.traceIDs[row])
    }
    if lookUps.spanIDs[row].isValid {
      key("spanID")
      id(lookUps.spanIDs[row])
    }
    let own = lookUps.correlationIDs[row].texts(in: page.records.strings).first
    if let own {
      text("correlationID", String(decoding: own, as: UTF8.self))
    } else if lookUps.traceIDs[row].isValid {
      text("correlationID", lookUps.traceIDs[row].description)
    }
  }

  /// Patterns as `GET /api/skein/v1/logs/patterns` answers them.
  package mutating func logPatterns(_ patterns: LogPatterns, limit: Int) {
    beginObject()
    key("records")
    int(patterns.recordCount)
    key("otherRecords")
    int(patterns.otherRecordCount + patterns.patterns.dropFirst(limit).reduce(0) { $0 + $1.recordCount })
    key("patterns")
    beginArray()
    for pattern in patterns.patterns.prefix(limit) { logPattern(pattern) }
    endArray()
    endObject()
  }

  package mutating func logPattern(_ pattern: LogPatterns.Pattern) {
    beginObject()
    key("pattern")
    string(pattern.text)
    key("count")
    int(pattern.recordCount)
    key("severities")
    beginObject()
    for (severity, count) in pattern.severities.sorted(by: { $0.key < $1.key }) {
      key(severity == .unspecified ? "unspecified" : severity.word)
      int(count)
    }
    endObject()
    key("services")
    beginObject()
    for (service, count) in pattern.services.sorted(by: { $0.key < $1.key }) {
      key(service)
      int(count)
    }
    endObject()
    text("first", String(pattern.first.nanoseconds))
    text("last", String(pattern.last.nanoseconds))
    key("example")
    string(pattern.example)
    endObject()
  }

  private mutating func text(_ name: StaticString, _ value: String) {
    if value.isEmpty { return }
    key(name)
    string(value)
  }

  private mutating func attributes(_ name: StaticString, _ attributes: [Attribute]) {
    if attributes.isEmpty { return }
    key(name)
    pairs(attributes)
  }

  /// Not an object, for keys may come more than once.
  private mutating func pairs(_ attributes: [Attribute]) {
    beginArray()
    for attribute in attributes {
      beginObject()
      key("key")
      string(attribute.key)
      key("value")
      plain(attribute.value)
      endObject()
    }
    endArray()
  }

  /// A value as plain JSON. Recursion is bounded by `ModelLimits.nestingDepth`.
  private mutating func plain(_ value: AttributeValue) {
    switch value {
    case .empty: null()
    case .bool(let flag): bool(flag)
    case .int(let number): int(number)
    case .double(let number): double(number)
    case .string(let text): string(text)
    case .bytes(let bytes): base64(bytes[...])
    case .array(let elements):
      beginArray()
      for element in elements { plain(element) }
      endArray()
    case .keyValueList(let list): isObject(list) ? object(list) : pairs(list)
    }
  }

  private func isObject(_ list: [Attribute]) -> Bool { Set(list.map { Array($0.key.utf8) }).count == list.count }

  private mutating func object(_ list: [Attribute]) {
    beginObject()
    for attribute in list {
      key(attribute.key)
      plain(attribute.value)
    }
    endObject()
  }
}
