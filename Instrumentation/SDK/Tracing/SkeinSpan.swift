public import Tracing

/// A span of `SkeinTracer`: recorded, or merely passing its context on.
///
/// A value of three words, so that a span that is not sampled costs no memory of its own, and yet keeps its trace,
/// its baggage and everything else that its context held.
public struct SkeinSpan: Tracing.Span {
  enum Role: Sendable {
    case recording(RecordingSpan)
    /// Not sampled, like its parent: the context that it was started in says everything.
    case inherited
    /// Not sampled, although its parent was, or with something carried but no trace yet.
    case detached(TraceNode)
    /// Not sampled, the root of its trace: its IDs follow from a number.
    case root(seed: UInt64)
  }

  let base: ServiceContext
  let role: Role

  /// The context to run the span's work under.
  public var context: ServiceContext {
    var context = base
    switch role {
    case .recording(let span): context.traceNode = TraceNode(span.identity, recording: span)
    case .inherited: break
    case .detached(let node): context.traceNode = node
    case .root(let seed): context.traceNode = TraceNode(.unsampledRoot(seed: seed))
    }
    return context
  }

  public var isRecording: Bool {
    if case .recording(let span) = role { span.isOpen } else { false }
  }

  public var operationName: String {
    get { recording?.name ?? "" }
    nonmutating set { recording?.setName(newValue) }
  }

  public var attributes: SpanAttributes {
    get { recording?.attributes ?? .none }
    nonmutating set { recording?.attributes = newValue }
    // What lives across the yield are two words, and nothing is called across it: a coroutine that keeps more than four
    // words allocates them.
    @inline(__always)
    nonmutating _modify {
      var attributes = SpanAttributes.none
      let lender = recording?.lend(&attributes)
      defer { lender?.takeBack(attributes) }
      yield &attributes
    }
  }

  public func setStatus(_ status: SpanStatus) { recording?.setStatus(status) }

  public func addEvent(_ event: SpanEvent) { recording?.addEvent(event) }

  public func addLink(_ link: SpanLink) { recording?.addLink(link) }

  public func recordError<Instant: TracerInstant>(
    _ error: any Error, attributes: SpanAttributes, at instant: @autoclosure () -> Instant
  ) {
    recording?.recordError(error, attributes: attributes, at: instant().nanosecondsSinceEpoch)
  }

  /// Ends the span. What is set afterwards is ignored.
  public func end<Instant: TracerInstant>(at instant: @autoclosure () -> Instant) {
    recording?.end(at: instant().nanosecondsSinceEpoch)
  }

  @inline(__always)
  private var recording: RecordingSpan? {
    if case .recording(let span) = role { span } else { nil }
  }
}

extension SpanAttributes {
  /// Nothing, at no cost: an empty literal goes through the dictionary's general initialiser.
  static var none: SpanAttributes { SpanAttributes([String: SpanAttribute]()) }
}

extension TraceIdentity {
  /// The identity of a root span that is not sampled. Nobody will see more of this trace than its ID in log records.
  static func unsampledRoot(seed: UInt64) -> TraceIdentity {
    TraceIdentity(
      traceHigh: IDGenerator.mix(seed &+ 1), traceLow: traceLow(seed: seed), span: IDGenerator.mix(seed &+ 2) | 1,
      flags: TraceIdentity.randomFlag, isRemote: false, carried: nil)
  }

  /// The half of a new trace ID that samplers look at.
  @inline(__always)
  static func traceLow(seed: UInt64) -> UInt64 { IDGenerator.mix(seed) | 1 << 63 }
}
