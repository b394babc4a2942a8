import OTLPFormat
package import QueryEngine
import TelemetryModel
import TelemetryStorage
import TerminalUI

/// A search as the parameters of Jaeger's `GET /api/v3/traces`.
package enum TraceQueryParameters {
  /// - Throws: when the API cannot express the query.
  package static func of(_ query: TraceQuery) throws(CommandFailure) -> [(String, String)] {
    guard Set(query.tags.map(\.key)).count == query.tags.count else {
      throw .failed("a server takes one condition for each tag; ask the file itself with --db")
    }
    // The API wants the end behind the start, not at it.
    let start = min(max(query.timeRange.start.nanoseconds, 1), latest - 1)
    let end = min(max(query.timeRange.end.nanoseconds, start + 1), latest)
    var parameters = [
      ("query.startTimeMin", time(start)), ("query.startTimeMax", time(end)),
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

  /// A search as the parameters of `GET /api/skein/v1/search`, which takes filters.
  package static func ofOutlines(_ query: TraceQuery) -> [(String, String)] {
    var parameters = [
      ("start", String(query.timeRange.start.nanoseconds)), ("end", String(query.timeRange.end.nanoseconds)),
      ("limit", String(query.limit.count)),
    ]
    if let service = query.service { parameters.append(("service", service)) }
    if let operation = query.operation { parameters.append(("operation", operation)) }
    if let durations = query.durationNanoseconds {
      if durations.lowerBound > 0 { parameters.append(("minDuration", "\(durations.lowerBound)ns")) }
      if durations.upperBound < .max { parameters.append(("maxDuration", "\(durations.upperBound)ns")) }
    }
    parameters += query.tags.map { ("attribute", "\($0.key)=\($0.text)") }
    return parameters + query.filters.map { ("filter", $0.text) }
  }

  /// Servers compute with signed 64-bit nanoseconds.
  private static let latest = UInt64(Int64.max)

  private static func time(_ nanoseconds: UInt64) -> String {
    TimestampText.of(Timestamp(nanoseconds: nanoseconds), .nanoseconds)
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
