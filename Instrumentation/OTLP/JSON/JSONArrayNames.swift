/// How JSON calls the arrays of a request, of a resource and of a scope.
struct JSONArrayNames {
  let resources: StaticString
  let scopes: StaticString
  let rows: StaticString

  static var traces: JSONArrayNames { JSONArrayNames(resources: "resourceSpans", scopes: "scopeSpans", rows: "spans") }
  static var logs: JSONArrayNames { JSONArrayNames(resources: "resourceLogs", scopes: "scopeLogs", rows: "logRecords") }
  static var metrics: JSONArrayNames {
    JSONArrayNames(resources: "resourceMetrics", scopes: "scopeMetrics", rows: "metrics")
  }
}
