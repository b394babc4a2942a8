public import Tracing

/// Reads contexts from headers and writes them into headers, in all configured forms.
///
/// What depends on the carrier is compiled into who calls it, and is no more than looking up and setting; what the
/// headers mean is decided here.
@usableFromInline
final class Propagation: Sendable {
  private let correlation: CorrelationConfiguration
  @usableFromInline let carriesBaggage: Bool
  @usableFromInline let carriesTraceContext: Bool
  private let writesB3Single: Bool
  private let writesB3Multiple: Bool
  @usableFromInline let readsB3: Bool
  @usableFromInline let correlationHeader: String

  init(_ propagators: [Propagator], correlation: CorrelationConfiguration) {
    self.correlation = correlation
    correlationHeader = correlation.headerName
    carriesBaggage = propagators.contains(.baggage)
    carriesTraceContext = propagators.contains(.traceContext)
    writesB3Single = propagators.contains(.b3Single)
    writesB3Multiple = propagators.contains(.b3Multiple)
    readsB3 = writesB3Single || writesB3Multiple
  }

  @inlinable static var traceParentHeader: String { "traceparent" }
  @inlinable static var traceStateHeader: String { "tracestate" }
  @inlinable static var baggageHeader: String { "baggage" }

  /// Puts what the headers say into the context; headers that say nothing leave it as it is.
  @inlinable
  func extract<Carrier, Extract: Extractor>(
    _ carrier: Carrier, into context: inout ServiceContext, using extractor: Extract
  ) where Extract.Carrier == Carrier {
    func header(_ name: String) -> String? { extractor.extract(key: name, from: carrier) }
    let traceParent = carriesTraceContext ? header(Self.traceParentHeader) : nil
    put(
      traceParent: traceParent, traceState: traceParent == nil ? nil : header(Self.traceStateHeader),
      b3: readsB3 ? B3.Fields(header) : nil, baggage: carriesBaggage ? header(Self.baggageHeader) : nil,
      correlationID: header(correlationHeader), into: &context)
  }

  /// Puts what headers mean into the context; those of them are given that the configuration asks for.
  ///
  /// W3C's form goes before B3's. A `tracestate` counts only beside a valid `traceparent`.
  @usableFromInline
  func put(
    traceParent: String?, traceState: String?, b3: B3.Fields?, baggage: String?, correlationID: String?,
    into context: inout ServiceContext
  ) {
    let parent = traceParent.flatMap { TraceParent.parse($0) }
    if let parent, traceState == nil, baggage == nil, correlationID == nil {
      context.traceNode = TraceNode(parent)
      return
    }
    var members = baggage.map { Baggage(header: $0) } ?? Baggage()
    let id = self.correlationID(correlationID, &members)
    let state = parent == nil ? nil : traceState
    let carried = Carried(traceState: state.map(TraceState.parse) ?? "", baggage: members, correlationID: id)
    let trace = parent ?? b3?.identity
    if trace == nil, carried.isEmpty { return }
    var identity = trace ?? .none(nil)
    identity.carried = carried.isEmpty ? nil : carried
    context.traceNode = TraceNode(identity)
  }

  @inlinable
  func inject<Carrier, Inject: Injector>(
    _ context: ServiceContext, into carrier: inout Carrier, using injector: Inject
  ) where Inject.Carrier == Carrier {
    guard let node = node(of: context) else { return }
    if let header = traceParent(of: node) { injector.inject(header, forKey: Self.traceParentHeader, into: &carrier) }
    guard writesMore(of: node) else { return }
    if let header = baggage(of: node) { injector.inject(header, forKey: Self.baggageHeader, into: &carrier) }
    for field in otherFields(of: node) { injector.inject(field.value, forKey: field.name, into: &carrier) }
  }

  @usableFromInline
  func node(of context: ServiceContext) -> TraceNode? { context.traceNode }

  @usableFromInline
  func traceParent(of node: TraceNode) -> String? {
    carriesTraceContext && node.identity.isValid ? TraceParent.text(node) : nil
  }

  @usableFromInline
  func writesMore(of node: TraceNode) -> Bool { node.identity.carried != nil || readsB3 }

  @usableFromInline
  func baggage(of node: TraceNode) -> String? {
    guard carriesBaggage, let carried = node.identity.carried else { return nil }
    let text = carried.baggage.header(first: carried.correlationID.map { (correlation.baggageKey, $0) })
    return text.isEmpty ? nil : text
  }

  /// The headers that few requests have.
  @usableFromInline
  func otherFields(of node: TraceNode) -> [(name: String, value: String)] {
    var fields: [(name: String, value: String)] = []
    let identity = node.identity
    if identity.isValid {
      if carriesTraceContext, let state = identity.carried?.traceState, !state.isEmpty {
        fields.append((Self.traceStateHeader, state))
      }
      if writesB3Single { fields.append((B3.single.rawValue, B3.singleText(identity))) }
      if writesB3Multiple {
        fields.append((B3.traceID.rawValue, identity.traceID))
        fields.append((B3.spanID.rawValue, identity.spanID))
        fields.append((B3.sampled.rawValue, identity.isSampled ? "1" : "0"))
      }
    }
    if correlation.isHeaderSent, let id = identity.carried?.correlationID { fields.append((correlationHeader, id)) }
    return fields
  }

  /// The ID of the header, else that of the baggage, where it is then no longer kept twice.
  private func correlationID(_ fromHeader: String?, _ baggage: inout Baggage) -> String? {
    let fromBaggage = baggage.isEmpty ? nil : baggage[correlation.baggageKey]
    if fromBaggage != nil { baggage[correlation.baggageKey] = nil }
    if let fromHeader, CorrelationConfiguration.isValid(fromHeader) { return fromHeader }
    if let fromBaggage, CorrelationConfiguration.isValid(fromBaggage) { return fromBaggage }
    return nil
  }
}
