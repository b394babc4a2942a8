import OTLPFormat
import QueryEngine
import Rollups
import TelemetryModel

extension JSONWriter {
  /// Moments are texts, durations numbers of nanoseconds.
  mutating func overview(_ overview: ServiceOverview, of query: ServiceQuery) {
    beginObject()
    key("service")
    string(query.service)
    minutes(overview.minutes)
    key("quantiles")
    beginArray()
    for quantile in query.quantiles { double(quantile) }
    endArray()
    if let requests = overview.requests {
      key("requests")
      point(requests)
    }
    if let step = overview.stepMinutes {
      key("step")
      int(UInt128(step) * 60_000_000_000)
      key("points")
      beginArray()
      for point in overview.points { self.point(point) }
      endArray()
    }
    key("operationCount")
    int(overview.operationCount)
    key("operations")
    beginArray()
    for group in overview.operations { operation(group) }
    endArray()
    calls("callers", overview.callers, \.caller)
    calls("callees", overview.callees, \.callee)
    versions(overview.versions)
    key("errors")
    beginArray()
    for failure in overview.errors { self.failure(failure) }
    endArray()
    key("logs")
    beginObject()
    for (severity, count) in overview.logCounts.sorted(by: { $0.key < $1.key }) {
      key(severity == .unspecified ? "unspecified" : severity.word)
      int(count)
    }
    endObject()
    key("damaged")
    int(overview.damagedCount)
    endObject()
  }

  private mutating func operation(_ group: RedGroup) {
    guard let point = group.points.first else { return }
    beginObject()
    key("operation")
    string(group.text(.operation) ?? "")
    key("kind")
    string(group.text(.kind) ?? "")
    members(of: point)
    endObject()
  }

  private mutating func calls(_ name: String, _ calls: [Dependency], _ side: KeyPath<Dependency, String>) {
    key(name)
    beginArray()
    for call in calls {
      beginObject()
      key("service")
      string(call[keyPath: side])
      figures(of: call)
      endObject()
    }
    endArray()
  }

  private mutating func versions(_ found: ServiceVersions) {
    key("versions")
    beginArray()
    for version in found.versions {
      beginObject()
      key("version")
      string(version.text)
      key("first")
      quoted(version.first.nanoseconds)
      key("last")
      quoted(version.last.nanoseconds)
      key("spans")
      int(version.spanCount)
      endObject()
    }
    endArray()
    key("versionsAreComplete")
    bool(found.isComplete)
  }

  private mutating func failure(_ failure: ServiceFailure) {
    beginObject()
    key("traceID")
    id(failure.traceID)
    key("spanID")
    id(failure.spanID)
    key("time")
    quoted(failure.start.nanoseconds)
    key("duration")
    int(failure.durationNanoseconds)
    key("operation")
    string(failure.operation)
    key("kind")
    string(failure.kind.label)
    if let type = failure.type {
      key("type")
      string(type)
    }
    if let message = failure.message {
      key("message")
      string(message)
    }
    if let status = failure.httpStatus {
      key("httpStatus")
      int(status)
    }
    endObject()
  }
}
