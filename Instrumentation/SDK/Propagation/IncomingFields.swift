/// What the headers of a request say about its context, read one by one.
@usableFromInline
struct IncomingFields {
  var trace: TraceIdentity?
  var traceState = ""
  /// The header.
  @usableFromInline var baggage: String?
  /// The header; else, the baggage may have it.
  @usableFromInline var correlationID: String?

  @usableFromInline
  init() {}

  @usableFromInline var hasTrace: Bool { trace != nil }

  @usableFromInline
  mutating func readTraceParent(_ header: String) { trace = TraceParent.parse(header) }

  @usableFromInline
  mutating func readTraceState(_ header: String) { traceState = TraceState.parse(header) }

  @usableFromInline
  mutating func readB3(_ header: (String) -> String?) { trace = B3.Fields(header).identity }
}
