import QueryEngine
import TelemetryModel
import TelemetryStorage
import Testing

struct TraceQueryTests {
  private typealias Tag = TraceQuery.Tag

  @Test(
    arguments: [
      (TraceQuery.Tag("error", "true"), SpanCondition.status(.error)),
      (.init("error", "false"), .not(.status(.error))),
      (.init("error", "timeout"), .attribute(key: "error", text: "timeout", on: .all)),
      (.init("span.kind", "server"), .kind(.server)), (.init("span.kind", "SERVER"), .kind(.server)),
      (.init("span.kind", ""), .kind(.unspecified)), (.init("span.kind", "unspecified"), .kind(.unspecified)),
      (.init("span.kind", "nonsense"), .any([])), (.init("span.status", "ok"), .status(.ok)),
      (.init("span.status", "error"), .status(.error)), (.init("span.status", "unset"), .status(.unset)),
      (.init("span.status", "x"), .any([])), (.init("scope.name", "lib"), .scopeName("lib")),
      (.init("scope.version", "1"), .scopeVersion("1")),
      (.init("resource.host.name", "h"), .attribute(key: "host.name", text: "h", on: .resource)),
      (.init("http.status_code", "500"), .attribute(key: "http.status_code", text: "500", on: .all)),
    ])
  func `tags have Jaeger's meaning`(tag: TraceQuery.Tag, condition: SpanCondition) {
    #expect(tag.condition == condition)
  }

  @Test func `limits outside their range do not exist`() {
    #expect(TraceLimit(0) == nil)
    #expect(TraceLimit(-1) == nil)
    #expect(TraceLimit(QueryLimits.traceCount + 1) == nil)
    #expect(TraceLimit(QueryLimits.traceCount)?.count == QueryLimits.traceCount)
    #expect(TraceLimit.default.count == 100)
  }

  @Test func `a query that asks for nothing accepts every span`() {
    #expect(TraceQuery().condition == .all([]))
  }
}
