import Tracing

/// Reads contexts from headers and writes them into headers, in all configured forms.
struct Propagation: Sendable {
  private let forms: [Propagator.Form]
  private let correlation: CorrelationConfiguration
  private let carriesBaggage: Bool
  private let readsTraceContext: Bool
  private let readsB3: Bool

  init(_ propagators: [Propagator], correlation: CorrelationConfiguration) {
    forms = propagators.map(\.form)
    self.correlation = correlation
    carriesBaggage = forms.contains(.baggage)
    readsTraceContext = forms.contains(.traceContext)
    readsB3 = forms.contains(.b3Single) || forms.contains(.b3Multiple)
  }

  /// Puts what the headers say into the context; headers that say nothing leave it as it is.
  func extract<Carrier, Extract: Extractor>(
    _ carrier: Carrier, into context: inout ServiceContext, using extractor: Extract
  ) where Extract.Carrier == Carrier {
    func header(_ name: String) -> String? { extractor.extract(key: name, from: carrier) }
    var identity: TraceIdentity?
    var traceState = ""
    if readsTraceContext, let parent = header(TraceParent.name).flatMap(TraceParent.parse) {
      identity = parent
      if let state = header(TraceState.name) { traceState = TraceState.parse(state) }
    }
    if identity == nil, readsB3 { identity = b3(header) }
    var baggage = Baggage()
    if carriesBaggage, let text = header("baggage") { baggage = Baggage(header: text) }
    let correlationID = correlationID(header(correlation.headerName), &baggage)
    if identity == nil, baggage.isEmpty, correlationID == nil { return }
    var found = identity ?? .none(nil)
    if !traceState.isEmpty || !baggage.isEmpty || correlationID != nil {
      found.carried = Carried(traceState: traceState, baggage: baggage, correlationID: correlationID)
    }
    context.traceNode = TraceNode(found)
  }

  func inject<Carrier, Inject: Injector>(
    _ context: ServiceContext, into carrier: inout Carrier, using injector: Inject
  ) where Inject.Carrier == Carrier {
    guard let identity = context.traceNode?.identity else { return }
    for form in forms {
      switch form {
      case .traceContext where identity.isValid:
        injector.inject(TraceParent.text(identity), forKey: TraceParent.name, into: &carrier)
        if let state = identity.carried?.traceState, !state.isEmpty {
          injector.inject(state, forKey: TraceState.name, into: &carrier)
        }
      case .b3Single where identity.isValid:
        injector.inject(B3.singleText(identity), forKey: B3.single, into: &carrier)
      case .b3Multiple where identity.isValid:
        injector.inject(identity.traceID, forKey: B3.traceID, into: &carrier)
        injector.inject(identity.spanID, forKey: B3.spanID, into: &carrier)
        injector.inject(identity.isSampled ? "1" : "0", forKey: B3.sampled, into: &carrier)
      case .baggage:
        guard let carried = identity.carried else { continue }
        let text = carried.baggage.header(first: carried.correlationID.map { (correlation.baggageKey, $0) })
        if !text.isEmpty { injector.inject(text, forKey: "baggage", into: &carrier) }
      default: break
      }
    }
    if correlation.isHeaderSent, let id = identity.carried?.correlationID {
      injector.inject(id, forKey: correlation.headerName, into: &carrier)
    }
  }

  private func b3(_ header: (String) -> String?) -> TraceIdentity? {
    if let single = header(B3.single) { return B3.parse(single: single) }
    guard let trace = header(B3.traceID), let span = header(B3.spanID) else { return nil }
    return B3.parse(traceID: trace, spanID: span, sampled: header(B3.sampled), flags: header(B3.flags))
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
