import Tracing

/// Reads contexts from headers and writes them into headers, in all configured forms.
final class Propagation: Sendable {
  private let correlation: CorrelationConfiguration
  private let carriesBaggage: Bool
  private let carriesTraceContext: Bool
  private let writesB3Single: Bool
  private let writesB3Multiple: Bool
  let readsB3: Bool
  /// The header of the correlation ID in lower case.
  let correlationHeader: String

  init(_ propagators: [Propagator], correlation: CorrelationConfiguration) {
    self.correlation = correlation
    correlationHeader = correlation.headerName.lowercased()
    carriesBaggage = propagators.contains(.baggage)
    carriesTraceContext = propagators.contains(.traceContext)
    writesB3Single = propagators.contains(.b3Single)
    writesB3Multiple = propagators.contains(.b3Multiple)
    readsB3 = writesB3Single || writesB3Multiple
  }

  /// Puts what the headers say into the context; headers that say nothing leave it as it is.
  func extract<Carrier, Extract: Extractor>(
    _ carrier: Carrier, into context: inout ServiceContext, using extractor: Extract
  ) where Extract.Carrier == Carrier {
    var found = FoundFields()
    if carriesTraceContext {
      found.traceParent = extractor.extract(key: TraceParent.name, from: carrier)
      if found.traceParent != nil { found.traceState = extractor.extract(key: TraceState.name, from: carrier) }
    }
    if readsB3 { found.b3.lookUp { extractor.extract(key: $0, from: carrier) } }
    if carriesBaggage { found.baggage = extractor.extract(key: "baggage", from: carrier) }
    found.correlationID = extractor.extract(key: correlation.headerName, from: carrier)
    apply(found, to: &context)
  }

  /// Makes a context of what was found. W3C's form goes first, then B3's.
  func apply(_ fields: FoundFields, to context: inout ServiceContext) {
    var identity: TraceIdentity?
    var traceState = ""
    if carriesTraceContext, let parent = fields.traceParent.flatMap(TraceParent.parse) {
      identity = parent
      if let state = fields.traceState { traceState = TraceState.parse(state) }
    }
    if identity == nil, readsB3 { identity = fields.b3.identity }
    var baggage = Baggage()
    if carriesBaggage, let text = fields.baggage { baggage = Baggage(header: text) }
    let correlationID = correlationID(fields.correlationID, &baggage)
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
    guard let node = context.traceNode else { return }
    let carried = node.identity.carried
    if node.identity.isValid {
      if carriesTraceContext {
        injector.inject(TraceParent.text(node.identity), forKey: TraceParent.name, into: &carrier)
        if let state = carried?.traceState, !state.isEmpty {
          injector.inject(state, forKey: TraceState.name, into: &carrier)
        }
      }
      if writesB3Single { injector.inject(B3.singleText(node.identity), forKey: B3.single.rawValue, into: &carrier) }
      if writesB3Multiple {
        injector.inject(node.identity.traceID, forKey: B3.traceID.rawValue, into: &carrier)
        injector.inject(node.identity.spanID, forKey: B3.spanID.rawValue, into: &carrier)
        injector.inject(node.identity.isSampled ? "1" : "0", forKey: B3.sampled.rawValue, into: &carrier)
      }
    }
    guard let carried else { return }
    if carriesBaggage {
      let text = carried.baggage.header(first: carried.correlationID.map { (correlation.baggageKey, $0) })
      if !text.isEmpty { injector.inject(text, forKey: "baggage", into: &carrier) }
    }
    if correlation.isHeaderSent, let id = carried.correlationID {
      injector.inject(id, forKey: correlation.headerName, into: &carrier)
    }
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
