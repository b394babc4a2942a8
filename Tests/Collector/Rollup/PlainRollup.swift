import Rollups
import TelemetryModel

/// A rollup as dictionaries, to compare with what was computed in another way.
struct PlainRollup: Equatable {
  struct Operation: Hashable {
    var minute: UInt64
    var service: String
    var name: String
    var kind: SpanKind
    var statusCode: SpanStatus.Code
    var httpStatusClass: Int
  }

  struct Edge: Hashable {
    var minute: UInt64
    var caller: String
    var callee: String
    var link: EdgeIdentity.Link
  }

  /// Everything but exemplars, which depend on the order of merging.
  struct Figures: Equatable {
    var errorCount: UInt64 = 0
    var durations = DurationHistogram()
  }

  var operations: [Operation: Figures] = [:]
  var edges: [Edge: Figures] = [:]

  init() {}

  init(_ rollup: Rollup) {
    for series in rollup.operations.series {
      let identity = rollup.operations.identities[series.identity]
      let key = Operation(
        minute: UInt64(series.minute), service: rollup.strings.text(identity.service),
        name: rollup.strings.text(identity.operation), kind: identity.kind, statusCode: identity.statusCode,
        httpStatusClass: Int(identity.httpStatusClass))
      operations[key] = Figures(series.statistics)
    }
    for series in rollup.edges.series {
      let identity = rollup.edges.identities[series.identity]
      let key = Edge(
        minute: UInt64(series.minute), caller: rollup.strings.text(identity.caller),
        callee: rollup.strings.text(identity.callee), link: identity.link)
      edges[key] = Figures(series.statistics)
    }
  }
}

extension PlainRollup.Figures {
  init(_ statistics: CallStatistics) {
    errorCount = statistics.errorCount
    durations = statistics.durations
  }

  mutating func add(_ duration: UInt64, isError: Bool) {
    durations.merge(DurationHistogram(ascending: [duration]))
    if isError { errorCount += 1 }
  }
}

/// The same figures, from whole spans, one by one, in the plainest way.
enum NaiveRollup {
  static func make(_ spans: [Span]) -> PlainRollup {
    var rollup = PlainRollup()
    for span in spans {
      let key = PlainRollup.Operation(
        minute: minute(span), service: service(span), name: span.name, kind: span.kind, statusCode: span.status.code,
        httpStatusClass: httpStatus(span).flatMap { (100..<600).contains($0) ? Int($0) / 100 : nil } ?? 0)
      rollup.operations[key, default: .init()].add(span.durationNanoseconds, isError: isError(span))
    }
    for (edge, duration, isError) in edges(spans) {
      rollup.edges[edge, default: .init()].add(duration, isError: isError)
    }
    return rollup
  }

  private static func minute(_ span: Span) -> UInt64 { span.startTime.nanoseconds / 60_000_000_000 }

  private static func service(_ span: Span) -> String {
    let names = span.resource.attributes.compactMap { attribute -> String? in
      guard attribute.key == "service.name", case .string(let text) = attribute.value else { return nil }
      return text
    }
    guard let last = names.last, !last.isEmpty else { return Resource.unknownServiceName }
    return last
  }

  private static func value(_ span: Span, _ keys: String...) -> AttributeValue? {
    span.attributes.first { keys.contains($0.key) && $0.value != .empty }?.value
  }

  private static func text(_ span: Span, _ keys: String...) -> String? {
    guard case .string(let text) = span.attributes.first(where: { keys.contains($0.key) && $0.value != .empty })?.value
    else { return nil }
    return text.isEmpty ? nil : text
  }

  private static func httpStatus(_ span: Span) -> Int64? {
    for key in ["http.response.status_code", "http.status_code"] {
      switch value(span, key) {
      case .int(let number): return number
      case .string(let text) where text.utf8.count == 3 && text.utf8.allSatisfy { (48...57).contains($0) }:
        return Int64(text)
      default: continue
      }
    }
    return nil
  }

  private static func isError(_ span: Span) -> Bool {
    span.status.code == .error || value(span, "error.type") != nil
      || span.kind == .server && (httpStatus(span) ?? 0) >= 500
  }

  private static func edges(_ spans: [Span]) -> [(PlainRollup.Edge, UInt64, Bool)] {
    var found: [(PlainRollup.Edge, UInt64, Bool)] = []
    var answered: Set<Int> = []
    func find(_ trace: TraceID, _ id: SpanID, _ kind: SpanKind) -> Int? {
      spans.firstIndex { $0.traceID == trace && $0.spanID == id && $0.kind == kind }
    }
    func add(_ caller: String, _ callee: String, _ link: EdgeIdentity.Link, _ span: Span, _ isError: Bool) {
      let edge = PlainRollup.Edge(minute: minute(span), caller: caller, callee: callee, link: link)
      found.append((edge, span.durationNanoseconds, isError))
    }
    for span in spans where span.kind == .server {
      let parent = span.parentSpanID.isValid ? find(span.traceID, span.parentSpanID, .client) : nil
      if let client = find(span.traceID, span.spanID, .client) ?? parent {
        answered.insert(client)
        if service(spans[client]) != service(span) {
          add(service(spans[client]), service(span), .rpc, span, isError(span) || isError(spans[client]))
        }
      } else if !span.parentSpanID.isValid {
        add("user", service(span), .virtual, span, isError(span))
      }
    }
    for span in spans where span.kind == .consumer {
      var producers = Set(span.links.compactMap { find($0.traceID, $0.spanID, .producer) })
      if span.parentSpanID.isValid, let producer = find(span.traceID, span.parentSpanID, .producer) {
        producers.insert(producer)
      }
      for producer in producers {
        add(service(spans[producer]), service(span), .messaging, span, isError(span) || isError(spans[producer]))
      }
    }
    for (index, span) in spans.enumerated() where span.kind == .client && !answered.contains(index) {
      if span.attributes.contains(where: { $0.key.hasPrefix("db.") && $0.value != .empty }) {
        let address = text(span, "server.address", "net.peer.name") ?? text(span, "network.peer.address")
        let name =
          (text(span, "db.system.name", "db.system") ?? "database")
          + (text(span, "db.namespace", "db.name").map { ":" + $0 } ?? "") + (address.map { "@" + $0 } ?? "")
        add(service(span), name, .database, span, isError(span))
      } else if let name = peer(span) {
        add(service(span), name, .virtual, span, isError(span))
      }
    }
    return found
  }

  private static func peer(_ span: Span) -> String? {
    if let name = text(span, "peer.service") ?? text(span, "server.address", "net.peer.name")
      ?? text(span, "rpc.service")
    {
      return name
    }
    if let method = text(span, "rpc.method") {
      guard let slash = method.lastIndex(of: "/"), slash > method.startIndex else { return method }
      return String(method[..<slash])
    }
    return text(span, "messaging.destination.name", "messaging.destination") ?? text(span, "network.peer.address")
  }
}
