package import OTLPFormat
import TelemetryModel
package import TraceAnalysis

extension JSONWriter {
  package mutating func correlation(_ id: String, isCutShort: Bool, _ report: CorrelationReport) {
    beginObject()
    key("id")
    string(id)
    key("isCutShort")
    bool(isCutShort)
    key("spans")
    int(report.spanCount)
    key("criticalPath")
    int(report.criticalNanoseconds)
    key("services")
    beginArray()
    for (name, figures) in report.services.sorted(by: { $0.key < $1.key }) {
      beginObject()
      key("service")
      string(name)
      self.figures(figures, of: report)
      endObject()
    }
    endArray()
    key("operations")
    beginArray()
    for (operation, figures) in report.operations.sorted(by: { $0.key.order < $1.key.order }) {
      beginObject()
      key("service")
      string(operation.service)
      key("operation")
      string(operation.name)
      key("kind")
      string(operation.kind == .unspecified ? "unspecified" : operation.kind.word)
      self.figures(figures, of: report)
      endObject()
    }
    endArray()
    key("traces")
    beginArray()
    for index in report.traces.indices { trace(index, of: report) }
    endArray()
    logPlaces(report)
    key("silentServices")
    strings(report.silentServices)
    endObject()
  }

  private mutating func figures(_ figures: CallFigures, of report: CorrelationReport) {
    key("count")
    int(figures.count)
    key("errors")
    int(figures.errorCount)
    for (name, value) in [("p50", figures.quantile(0.5)), ("p95", figures.quantile(0.95)), ("max", figures.longest)] {
      guard let value else { continue }
      key(name)
      int(value)
    }
    key("criticalPath")
    int(figures.criticalNanoseconds)
  }

  /// Logs in the order of time, each at its span where that is there.
  private mutating func logPlaces(_ report: CorrelationReport) {
    key("logs")
    beginArray()
    for place in report.logPlaces {
      beginObject()
      key("time")
      quoted(report.logs.effectiveTime(of: place.row).nanoseconds)
      key("service")
      string(report.logs.strings.text(report.logs.serviceName(of: place.row)))
      key("severity")
      string(report.logs.severityNumbers[place.row].word)
      key("body")
      string(AttributeText.text(report.logs.value(of: report.logs.bodyKinds[place.row], report.logs.bodies[place.row])))
      if let trace = place.trace {
        key("traceID")
        id(report.traces[trace].id)
        if let node = place.node { span("spanID", node, of: report.traces[trace]) }
      }
      endObject()
    }
    endArray()
  }

  private mutating func span(_ name: String, _ node: Int, of trace: TraceFindings) {
    key(name)
    id(trace.batch.spanIDs[trace.tree.nodes[node].row])
  }
}

extension JSONWriter {
  fileprivate mutating func trace(_ index: Int, of report: CorrelationReport) {
    let trace = report.traces[index]
    beginObject()
    key("traceID")
    id(trace.id)
    key("start")
    quoted(trace.start.nanoseconds)
    key("duration")
    int(trace.end.nanoseconds(since: trace.start))
    key("spans")
    int(trace.batch.count)
    if !trace.tree.nodes.isEmpty {
      key("root")
      beginObject()
      span("spanID", trace.tree.principalPlace, of: trace)
      names(trace.tree.principalPlace, of: trace)
      endObject()
    }
    array("causes", report.joins.filter { $0.effect == index }) { writer, join in
      writer.key("traceID")
      writer.id(report.traces[join.cause].id)
      if let node = join.causeNode { writer.span("spanID", node, of: report.traces[join.cause]) }
      writer.span("effectSpanID", join.effectNode, of: trace)
    }
    array("criticalPath", trace.criticalPath.segments) { writer, segment in
      writer.span("spanID", segment.node, of: trace)
      writer.names(segment.node, of: trace)
      writer.key("start")
      writer.quoted(segment.start.nanoseconds)
      writer.key("duration")
      writer.int(segment.durationNanoseconds)
    }
    array("failures", trace.failureOrigins) { writer, origin in
      writer.span("spanID", origin.node, of: trace)
      writer.names(origin.node, of: trace)
      writer.span("reachesSpanID", origin.reaches, of: trace)
      writer.key("isHandled")
      writer.bool(origin.isHandled)
    }
    array("retries", trace.retries) { writer, group in
      writer.names(group.attempts[0], of: trace)
      writer.key("spanIDs")
      writer.beginArray()
      for attempt in group.attempts { writer.id(trace.batch.spanIDs[trace.tree.nodes[attempt].row]) }
      writer.endArray()
      writer.key("hasSucceeded")
      writer.bool(group.hasSucceeded)
      writer.key("wasted")
      writer.int(group.wastedNanoseconds)
    }
    array("missingParents", trace.orphans) { writer, node in
      writer.span("spanID", node, of: trace)
      writer.names(node, of: trace)
      writer.key("parentSpanID")
      writer.id(trace.batch.parentSpanIDs[trace.tree.nodes[node].row])
    }
    array("clockCorrections", trace.clockCorrections.sorted { $0.key < $1.key }) { writer, correction in
      writer.key("spanID")
      writer.id(trace.batch.spanIDs[correction.key])
      writer.key("nanoseconds")
      writer.int(correction.value)
    }
    endObject()
  }

  private mutating func names(_ node: Int, of trace: TraceFindings) {
    key("service")
    string(trace.service(of: node))
    key("operation")
    string(trace.operation(of: node))
  }

  /// A list of objects.
  private mutating func array<Element>(
    _ name: String, _ elements: [Element], _ members: (inout JSONWriter, Element) -> Void
  ) {
    key(name)
    beginArray()
    for element in elements {
      beginObject()
      members(&self, element)
      endObject()
    }
    endArray()
  }
}

extension CorrelationReport.Operation {
  fileprivate var order: (String, String, Int32) { (service, name, kind.rawValue) }
}
