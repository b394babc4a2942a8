import OTLPFormat
package import TelemetryModel
import TerminalUI
import TraceAnalysis

/// What a list of traces tells about each of them.
package struct TraceSummary {
  let traceID: TraceID
  let rootService: String
  let rootOperation: String
  let start: Timestamp
  let durationNanoseconds: UInt64
  let spanCount: Int
  let errorCount: Int
  /// Sorted by name.
  let services: [String]

  /// - Parameter trace: the spans of one trace, at least one.
  package init(_ trace: SpanBatch) {
    let axis = TimelineBar(of: trace, cellCount: 0)
    traceID = trace.traceIDs.first ?? .invalid
    start = axis.start
    durationNanoseconds = axis.durationNanoseconds
    spanCount = trace.count
    errorCount = trace.statusCodes.count { $0 == .error }
    services = Set((0..<trace.count).map(trace.serviceName)).map(trace.strings.text).sorted()
    let root = TraceTree(trace).principalRoot?.row
    rootService = root.map { trace.strings.text(trace.serviceName(of: $0)) } ?? ""
    rootOperation = root.map { trace.strings.text(trace.names[$0]) } ?? ""
  }

  /// One compact JSON object; 64-bit numbers are strings, as in OTLP/JSON.
  package var json: [UInt8] {
    var json = JSONWriter()
    json.beginObject()
    for (key, text) in [
      ("traceId", traceID.description), ("rootService", rootService), ("rootOperation", rootOperation),
      ("startTimeUnixNano", String(start.nanoseconds)), ("durationNano", String(durationNanoseconds)),
    ] {
      json.key(key)
      json.string(text)
    }
    json.key("spanCount")
    json.int(Int64(spanCount))
    json.key("errorCount")
    json.int(Int64(errorCount))
    json.key("services")
    json.beginArray()
    for service in services { json.string(service) }
    json.endArray()
    json.endObject()
    return json.bytes
  }
}
