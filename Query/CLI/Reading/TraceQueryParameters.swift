import OTLPFormat
import QueryEngine
import TelemetryModel
import TelemetryStorage
import TerminalUI

/// A search as the parameters of Jaeger's `GET /api/v3/traces`.
enum TraceQueryParameters {
  static func of(_ query: TraceQuery) -> [(String, String)] {
    var parameters = [
      ("query.startTimeMin", time(query.timeRange.start)), ("query.startTimeMax", time(query.timeRange.end)),
      ("query.searchDepth", String(query.limit.count)), ("query.rawTraces", "true"),
    ]
    if let service = query.service { parameters.append(("query.serviceName", service)) }
    if let operation = query.operation { parameters.append(("query.operationName", operation)) }
    if let durations = query.durationNanoseconds {
      if durations.lowerBound > 0 { parameters.append(("query.durationMin", "\(durations.lowerBound)ns")) }
      if durations.upperBound < .max { parameters.append(("query.durationMax", "\(durations.upperBound)ns")) }
    }
    if !query.tags.isEmpty { parameters.append(("query.attributes", attributes(query.tags))) }
    return parameters
  }

  /// RFC 3339 within the years that 64 bits of signed nanoseconds can hold, which is what servers compute with.
  private static func time(_ moment: Timestamp) -> String {
    let nanoseconds = min(max(moment.nanoseconds, 1), UInt64(Int64.max))
    return TimestampText.of(Timestamp(nanoseconds: nanoseconds), .nanoseconds)
  }

  private static func attributes(_ tags: [TraceQuery.Tag]) -> String {
    var json = JSONWriter()
    json.beginObject()
    for tag in tags {
      json.key(tag.key)
      json.string(tag.text)
    }
    json.endObject()
    return String(decoding: json.bytes, as: UTF8.self)
  }
}
