extension SpanCondition {
  /// The columns that have to be read to evaluate a condition.
  package struct Columns: Equatable, Sendable {
    package var kind = false
    package var status = false
    package var traceID = false
    package var spanID = false
    package var parentSpanID = false
    package var linkedTraceIDs = false
    package var numbers: Set<NumberField> = []
    package var texts: Set<TextField> = []
    /// The keys of attributes as UTF-8, and on which levels each is asked for.
    package var attributes: [[UInt8]: AttributeLevels] = [:]

    package init() {}

    package mutating func formUnion(_ other: Columns) {
      kind = kind || other.kind
      status = status || other.status
      traceID = traceID || other.traceID
      spanID = spanID || other.spanID
      parentSpanID = parentSpanID || other.parentSpanID
      linkedTraceIDs = linkedTraceIDs || other.linkedTraceIDs
      numbers.formUnion(other.numbers)
      texts.formUnion(other.texts)
      attributes.merge(other.attributes) { $0.union($1) }
    }
  }

  /// The columns that the condition names.
  package var columns: Columns {
    var columns = Columns()
    collect(into: &columns)
    return columns
  }

  private func collect(into columns: inout Columns) {
    switch self {
    case .all(let conditions), .any(let conditions):
      for condition in conditions { condition.collect(into: &columns) }
    case .not(let condition): condition.collect(into: &columns)
    case .kind: columns.kind = true
    case .status: columns.status = true
    case .traceID: columns.traceID = true
    case .spanID: columns.spanID = true
    case .parentSpanID, .hasParent: columns.parentSpanID = true
    case .linkedTraceID: columns.linkedTraceIDs = true
    case .number(let field, _): columns.numbers.insert(field)
    case .text(let field, _): columns.texts.insert(field)
    case .attribute(let key, _, let levels): columns.attributes[Array(key.utf8), default: []].formUnion(levels)
    }
  }
}
