package import TelemetryModel

extension TraceTree {
  /// What was wrong with the place of a span in its trace.
  package enum Warning: Hashable, Sendable {
    /// The parent is not in the trace: never sent, not sampled, or not arrived yet.
    case missingParent(SpanID)
    /// The span named itself as its parent.
    case selfParent
    /// The span and its ancestors formed a circle, which was cut above this span.
    case cycle
    /// An earlier row has the same span ID; children were attached to that one.
    case duplicateSpanID
    /// The span ends before it starts; its duration counts as 0.
    case endsBeforeStart
  }
}

extension TraceTree.Warning: CustomStringConvertible {
  package var description: String {
    switch self {
    case .missingParent(let id): "parent span \(id) is not in the trace"
    case .selfParent: "span names itself as its parent"
    case .cycle: "span is its own ancestor; the circle was cut here"
    case .duplicateSpanID: "another span of the trace has the same span ID"
    case .endsBeforeStart: "span ends before it starts"
    }
  }
}
