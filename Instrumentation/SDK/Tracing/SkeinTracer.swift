public import Tracing

/// The tracer of swift-distributed-tracing: starts spans, and carries contexts over process boundaries.
public final class SkeinTracer: Tracer {
  public typealias Span = SkeinSpan

  private let sampler: Sampler
  private let sink: SpanSink
  private let ids: IDGenerator
  @usableFromInline let propagation: Propagation

  init(sampler: Sampler, sink: SpanSink, propagation: Propagation, ids: IDGenerator = IDGenerator()) {
    self.sampler = sampler
    self.sink = sink
    self.propagation = propagation
    self.ids = ids
  }

  public func startSpan<Instant: TracerInstant>(
    _ operationName: String, context: @autoclosure () -> ServiceContext, ofKind kind: SpanKind,
    at instant: @autoclosure () -> Instant, function: String, file fileID: String, line: UInt
  ) -> SkeinSpan {
    start(operationName, context(), kind, at: instant().nanosecondsSinceEpoch)
  }

  /// The form that the free functions `startSpan` and `withSpan` call. Their default would look up this type's
  /// conformances at every span.
  public func startAnySpan<Instant: TracerInstant>(
    _ operationName: String, context: @autoclosure () -> ServiceContext, ofKind kind: SpanKind,
    at instant: @autoclosure () -> Instant, function: String, file fileID: String, line: UInt
  ) -> any Tracing.Span {
    start(operationName, context(), kind, at: instant().nanosecondsSinceEpoch)
  }

  /// The span that is active in a context, when it is recorded in this process.
  public func activeSpan(identifiedBy context: ServiceContext) -> SkeinSpan? {
    guard let span = context.traceNode?.recording else { return nil }
    return SkeinSpan(base: context, role: .recording(span))
  }

  /// Nothing to do: a span is in the queue when it ends, and `Telemetry.flush` sends what is there.
  public func forceFlush() {}

  @inlinable
  public func extract<Carrier, Extract: Extractor>(
    _ carrier: Carrier, into context: inout ServiceContext, using extractor: Extract
  ) where Extract.Carrier == Carrier {
    propagation.extract(carrier, into: &context, using: extractor)
  }

  @inlinable
  public func inject<Carrier, Inject: Injector>(
    _ context: ServiceContext, into carrier: inout Carrier, using injector: Inject
  ) where Inject.Carrier == Carrier {
    propagation.inject(context, into: &carrier, using: injector)
  }

  /// 32 hexadecimal digits that no other request has.
  func newCorrelationID() -> String { HexDigits.text(high: ids.next(), low: ids.next()) }

  private func start(
    _ name: String, _ context: ServiceContext, _ kind: SpanKind, at nanoseconds: UInt64
  ) -> SkeinSpan {
    let node = context.traceNode
    if let parent = node?.identity, parent.isValid {
      switch sampler.decide(parent: parent, traceLow: parent.traceLow, name: name, at: nanoseconds) {
      case .drop: return SkeinSpan(base: context, role: parent.isSampled ? .detached(parent.unsampled) : .inherited)
      case .sample(let threshold):
        var identity = parent
        identity.span = ids.nextID()
        identity.flags |= TraceIdentity.sampledFlag
        identity.isRemote = false
        identity.carried = threshold.apply(to: parent.carried)
        return record(name, identity, parent: parent, kind, context, nanoseconds)
      }
    }
    let seed = ids.next()
    let traceLow = TraceIdentity.traceLow(seed: seed)
    let carried = node?.identity.carried
    switch sampler.decide(parent: nil, traceLow: traceLow, name: name, at: nanoseconds) {
    case .drop:
      guard let carried else { return SkeinSpan(base: context, role: .root(seed: seed)) }
      var identity = TraceIdentity.unsampledRoot(seed: seed)
      identity.carried = carried
      return SkeinSpan(base: context, role: .detached(TraceNode(identity)))
    case .sample(let threshold):
      let identity = TraceIdentity(
        traceHigh: ids.next(), traceLow: traceLow, span: ids.nextID(),
        flags: TraceIdentity.sampledFlag | TraceIdentity.randomFlag, isRemote: false,
        carried: threshold.apply(to: carried))
      return record(name, identity, parent: nil, kind, context, nanoseconds)
    }
  }

  @inline(__always)
  private func record(
    _ name: String, _ identity: TraceIdentity, parent: TraceIdentity?, _ kind: SpanKind, _ context: ServiceContext,
    _ nanoseconds: UInt64
  ) -> SkeinSpan {
    let span = RecordingSpan(
      name, identity, parent: parent, kind: kind, startNanoseconds: nanoseconds, sink: sink)
    return SkeinSpan(base: context, role: .recording(span))
  }
}

extension TraceIdentity {
  /// The same span without the sampled flag, for what it calls.
  fileprivate var unsampled: TraceNode {
    var identity = self
    identity.flags &= ~Self.sampledFlag
    return TraceNode(identity)
  }
}
