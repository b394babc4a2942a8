package import TelemetryModel

/// Everything that is known under one correlation ID, put together: traces, logs, figures, causes.
///
/// Pure and complete: what is given is in the report, each span and each log record once.
package struct CorrelationReport: Sendable {
  /// In causal order: a trace comes after those that it was caused by, else by its start.
  package let traces: [TraceFindings]
  /// Which span of which trace caused which.
  package let joins: [TraceJoin]
  package let logs: LogBatch
  /// One for each row of `logs`, in the order of time.
  package let logPlaces: [LogPlace]
  /// By service: the requests to it.
  package let services: [String: CallFigures]
  /// By service and operation: all spans.
  package let operations: [Operation: CallFigures]
  /// Services that logged under the ID, but of which there is no span.
  package let silentServices: [String]

  package struct Operation: Hashable, Sendable {
    package let service: String
    package let name: String
    package let kind: SpanKind

    package init(service: String, name: String, kind: SpanKind) {
      self.service = service
      self.name = name
      self.kind = kind
    }
  }

  /// - Parameter traces: the spans of each trace, as they are stored; empty ones are left out.
  package init(traces: [SpanBatch], logs: LogBatch, maximumClockSkewNanoseconds: UInt64) {
    let findings = traces.filter { !$0.isEmpty }.map {
      TraceFindings($0, maximumClockSkewNanoseconds: maximumClockSkewNanoseconds)
    }
    let ordered = CausalOrder(findings)
    self.traces = ordered.traces
    joins = ordered.joins
    self.logs = logs
    logPlaces = LogPlace.all(of: logs, in: ordered.traces)
    var figures = Figures()
    for trace in ordered.traces { figures.add(trace) }
    figures.settle()
    services = figures.services
    operations = figures.operations
    let known = Set(figures.operations.keys.lazy.map(\.service))
    silentServices = Set((0..<logs.count).map { logs.strings.text(logs.serviceName(of: $0)) })
      .subtracting(known).filter { !$0.isEmpty }.sorted()
  }

  package var spanCount: Int { traces.reduce(0) { $0 + $1.batch.count } }

  /// The length of all critical paths together.
  package var criticalNanoseconds: UInt64 {
    traces.reduce(0) { $0 + $1.criticalPath.segments.reduce(0) { $0 + $1.durationNanoseconds } }
  }
}

private struct Figures {
  var services: [String: CallFigures] = [:]
  var operations: [CorrelationReport.Operation: CallFigures] = [:]

  mutating func add(_ trace: TraceFindings) {
    let critical = trace.criticalPath.nanosecondsByNode
    for (place, node) in trace.tree.nodes.enumerated() {
      let service = trace.service(of: place)
      let operation = CorrelationReport.Operation(
        service: service, name: trace.operation(of: place), kind: trace.batch.kinds[node.row])
      let duration = trace.batch.durationNanoseconds(of: node.row)
      let hasFailed = trace.hasFailed[node.row]
      operations[operation, default: CallFigures()].add(durationNanoseconds: duration, hasFailed: hasFailed)
      operations[operation]?.criticalNanoseconds += critical[place] ?? 0
      if trace.isEntry(place) {
        services[service, default: CallFigures()].add(durationNanoseconds: duration, hasFailed: hasFailed)
      }
      services[service, default: CallFigures()].criticalNanoseconds += critical[place] ?? 0
    }
  }

  mutating func settle() {
    for key in services.keys { services[key]?.settle() }
    for key in operations.keys { operations[key]?.settle() }
  }
}
