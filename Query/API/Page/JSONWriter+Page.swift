package import OTLPFormat
package import QueryEngine
import TelemetryModel
import TelemetryStorage
package import TraceAnalysis

extension JSONWriter {
  /// `{"traces": [...]}`, one outline after the other as they are found.
  package mutating func outlines(
    _ find: ((TraceOutline) -> Void) throws(QueryError) -> Void
  ) throws(QueryError) {
    beginObject()
    key("traces")
    beginArray()
    try find { outline(of: $0) }
    endArray()
    endObject()
  }

  private mutating func outline(of trace: TraceOutline) {
    beginObject()
    outlineMembers(of: trace)
    endObject()
  }

  /// What an outline says, as members of an object that is open.
  mutating func outlineMembers(of trace: TraceOutline) {
    key("traceID")
    id(trace.traceID)
    key("start")
    quoted(trace.start.nanoseconds)
    key("duration")
    int(trace.durationNanoseconds)
    key("spans")
    int(trace.spanCount)
    key("errors")
    int(trace.errorCount)
    key("orphans")
    int(trace.orphanCount)
    key("root")
    beginObject()
    key("service")
    string(trace.rootService)
    key("operation")
    string(trace.rootOperation)
    endObject()
    key("services")
    beginArray()
    for share in trace.services {
      beginObject()
      key("service")
      string(share.service)
      key("spans")
      int(share.spanCount)
      key("errors")
      int(share.errorCount)
      endObject()
    }
    endArray()
  }

  /// Only cells that hold something: their column, row, spans and errors.
  package mutating func heatMap(_ map: HeatMap) {
    beginObject()
    key("start")
    quoted(map.range.start.nanoseconds)
    key("end")
    quoted(map.range.end.nanoseconds)
    key("columns")
    int(map.columnCount)
    key("bounds")
    beginArray()
    for bound in HeatMap.bounds { double(bound.rounded()) }
    endArray()
    key("spans")
    int(map.spanCount)
    if let moment = map.countedSince {
      key("countedSince")
      quoted(moment.nanoseconds)
    }
    key("cells")
    beginArray()
    for (place, count) in map.counts.enumerated() where count > 0 {
      beginArray()
      int(place / HeatMap.rowCount)
      int(place % HeatMap.rowCount)
      int(count)
      int(map.errorCounts[place])
      endArray()
    }
    endArray()
    endObject()
  }

  package mutating func completion(_ completion: AttributeCompletion) {
    beginObject()
    key("entries")
    beginArray()
    for entry in completion.entries {
      beginObject()
      key("text")
      string(entry.text)
      key("count")
      int(entry.count)
      endObject()
    }
    endArray()
    endObject()
  }
}
