import OTLPFormat
import TelemetryModel
import TraceAnalysis

/// Writes a trace in Jaeger's version 1 JSON, straight from the columns of its batch.
///
/// Scope attributes and link attributes have no place in this format.
struct JaegerTraceEncoder {
  private let batch: SpanBatch
  private let warnings: [Int: [String]]
  private let processes: JaegerProcesses
  private let traceID: TraceID
  private let traceIDText: ArraySlice<UInt8>
  private var writer: JSONWriter

  static func encode(_ trace: AdjustedTrace, _ style: JSONWriter.Style = .compact) -> [UInt8] {
    var encoder = JaegerTraceEncoder(trace, style)
    encoder.writeTrace()
    return encoder.writer.bytes
  }

  private init(_ trace: AdjustedTrace, _ style: JSONWriter.Style) {
    batch = trace.batch
    warnings = trace.warnings
    processes = JaegerProcesses(trace.batch)
    traceID = trace.batch.traceIDs.first ?? .invalid
    traceIDText = JaegerWord.bytes(traceID.jaegerText)
    writer = JSONWriter(style)
    writer.reserveCapacity(trace.batch.count * 1_024)
  }

  private mutating func writeTrace() {
    writer.beginObject()
    writer.key("traceID")
    writer.string(traceIDText)
    writer.key("spans")
    writer.beginArray()
    for row in 0..<batch.count { writeSpan(row) }
    writer.endArray()
    writer.key("processes")
    processes.write(batch, to: &writer)
    writer.key("warnings")
    writer.null()
    writer.endObject()
  }

  private mutating func writeSpan(_ row: Int) {
    writer.beginObject()
    writer.key("traceID")
    writer.string(traceIDText)
    writer.key("spanID")
    writer.id(batch.spanIDs[row])
    let traceFlags = batch.flags[row] & 0xFF  // The bits above are OTLP's own.
    if traceFlags != 0 {
      writer.key("flags")
      writer.int(traceFlags)
    }
    writer.key("operationName")
    writer.string(batch.strings[batch.names[row]])
    writeReferences(row)
    writer.key("startTime")
    writer.int(batch.startTimes[row].nanoseconds / 1_000)
    writer.key("duration")
    writer.int(batch.durationNanoseconds(of: row) / 1_000)
    writeTags(row)
    writeLogs(row)
    writer.key("processID")
    writer.string(processes.id(of: row, in: batch))
    writer.key("warnings")
    writeWarnings(warnings[row])
    writer.endObject()
  }

  private mutating func writeWarnings(_ warnings: [String]?) {
    guard let warnings else { return writer.null() }
    writer.beginArray()
    for warning in warnings { writer.string(warning) }
    writer.endArray()
  }

  private mutating func writeLogs(_ row: Int) {
    writer.key("logs")
    writer.beginArray()
    for event in batch.events[batch.eventRange(of: row)] {
      writer.beginObject()
      writer.key("timestamp")
      writer.int(event.time.nanoseconds / 1_000)
      writer.key("fields")
      writer.beginArray()
      let hasEventKey = batch.shapes[event.attributes.shape].contains {
        batch.strings[$0.key] == JaegerWord.event
      }
      if event.name != 0, !hasEventKey { writer.jaegerTag(JaegerWord.event, batch.strings[event.name]) }
      writer.jaegerTags(event.attributes, in: batch)
      writer.endArray()
      writer.endObject()
    }
    writer.endArray()
  }

  private mutating func writeTags(_ row: Int) {
    let scope = batch.scopes[Int(batch.scopeIndexes[row])]
    let details = batch.details[Int(batch.detailIndexes[row])]
    writer.key("tags")
    writer.beginArray()
    if scope.name != 0 { writer.jaegerTag(JaegerWord.scopeName, batch.strings[scope.name]) }
    if scope.version != 0 { writer.jaegerTag(JaegerWord.scopeVersion, batch.strings[scope.version]) }
    writer.jaegerTags(batch.attributes[row], in: batch)
    let kind = batch.kinds[row]
    if kind != .unspecified { writer.jaegerTag(JaegerWord.kind, JaegerWord.bytes(kind.word)) }
    switch batch.statusCodes[row] {
    case .ok: writer.jaegerTag(JaegerWord.statusCode, JaegerWord.statusOK)
    case .error:
      writer.jaegerTag(JaegerWord.statusCode, JaegerWord.statusError)
      writer.jaegerTag(JaegerWord.error, true)
    default: break
    }
    if details.statusMessage != 0 {
      writer.jaegerTag(JaegerWord.statusMessage, batch.strings[details.statusMessage])
    }
    if details.traceState != 0 { writer.jaegerTag(JaegerWord.traceState, batch.strings[details.traceState]) }
    writer.endArray()
  }
}

// MARK: References

extension JaegerTraceEncoder {
  /// The parent first, then the links. A link to the parent says only of which type the parent is.
  private mutating func writeReferences(_ row: Int) {
    let links = batch.links[batch.linkRange(of: row)]
    let parent = batch.parentSpanIDs[row]
    func isParent(_ link: LinkEntry) -> Bool { parent.isValid && link.spanID == parent && link.traceID == traceID }
    writer.key("references")
    writer.beginArray()
    if parent.isValid {
      writeReference(links.last(where: isParent).map(type) ?? JaegerWord.childOf, traceID, parent)
    }
    for link in links where !isParent(link) { writeReference(type(of: link), link.traceID, link.spanID) }
    writer.endArray()
  }

  private mutating func writeReference(_ type: ArraySlice<UInt8>, _ id: TraceID, _ spanID: SpanID) {
    writer.beginObject()
    writer.key("refType")
    writer.string(type)
    writer.key("traceID")
    writer.string(id == traceID ? traceIDText : JaegerWord.bytes(id.jaegerText))
    writer.key("spanID")
    writer.id(spanID)
    writer.endObject()
  }

  private func type(of link: LinkEntry) -> ArraySlice<UInt8> {
    let payloads = batch.payloads[batch.payloadRange(of: link.attributes)]
    for (slot, payload) in zip(batch.shapes[link.attributes.shape], payloads)
    where slot.kind == .string && batch.strings[slot.key] == JaegerWord.referenceType {
      let value = batch.strings[StringCode(truncatingIfNeeded: payload)]
      return value == JaegerWord.referenceIsChild ? JaegerWord.childOf : JaegerWord.followsFrom
    }
    return JaegerWord.followsFrom
  }
}
