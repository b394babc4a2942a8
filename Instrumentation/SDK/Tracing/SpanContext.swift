public import Tracing

/// The IDs of a span, as another system may want them.
public struct SpanContext: Sendable, Hashable {
  /// 32 lower-case hexadecimal digits.
  public let traceID: String
  /// 16 lower-case hexadecimal digits.
  public let spanID: String
  public let isSampled: Bool
  /// The span belongs to another process.
  public let isRemote: Bool
  /// `tracestate`, empty when there is none.
  public let traceState: String

  init(_ identity: TraceIdentity) {
    traceID = identity.traceID
    spanID = identity.spanID
    isSampled = identity.isSampled
    isRemote = identity.isRemote
    traceState = identity.carried?.traceState ?? ""
  }
}

extension ServiceContext {
  /// The span that is active in this context, if any.
  public var spanContext: SpanContext? {
    guard let identity = traceNode?.identity, identity.isValid else { return nil }
    return SpanContext(identity)
  }

  /// The values that travel with a request from service to service (W3C Baggage).
  public var baggage: Baggage {
    get { traceNode?.identity.carried?.baggage ?? Baggage() }
    set {
      let carried = traceNode?.identity.carried ?? .nothing
      carry(Carried(traceState: carried.traceState, baggage: newValue, correlationID: carried.correlationID))
    }
  }

  /// The ID that ties all work for one request together, across services and traces.
  ///
  /// It travels in the baggage, and every span and log record made under this context carries it. What is no valid ID
  /// (see `CorrelationConfiguration`) is not set.
  public var correlationID: String? {
    get { traceNode?.identity.carried?.correlationID }
    set {
      let carried = traceNode?.identity.carried ?? .nothing
      let id = newValue.flatMap { CorrelationConfiguration.isValid($0) ? $0 : nil }
      carry(Carried(traceState: carried.traceState, baggage: carried.baggage, correlationID: id))
    }
  }
}
