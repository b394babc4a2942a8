import Tracing

/// What a context knows about its trace: the span that is active in it, or the one that called from another process.
@usableFromInline
final class TraceNode: Sendable {
  let identity: TraceIdentity
  /// The span itself, when it is recorded here.
  let recording: RecordingSpan?

  init(_ identity: TraceIdentity, recording: RecordingSpan? = nil) {
    self.identity = identity
    self.recording = recording
  }
}

/// The one key under which contexts keep all that is ours: a look-up costs more than what it finds.
enum TraceNodeKey: ServiceContextKey {
  typealias Value = TraceNode
  static var nameOverride: String? { "skein" }
}

extension ServiceContext {
  var traceNode: TraceNode? {
    get { self[TraceNodeKey.self] }
    set { self[TraceNodeKey.self] = newValue }
  }

  /// Replaces what travels along, whether or not there is a trace yet.
  mutating func carry(_ carried: Carried) {
    let node = traceNode
    var identity = node?.identity ?? .none(nil)
    identity.carried = carried.isEmpty ? nil : carried
    traceNode = TraceNode(identity, recording: node?.recording)
  }
}
