extension SpanCondition {
  /// The condition with the answers of `decide` put in for those of its parts that it knows.
  ///
  /// For spans of which something is known beforehand: all those of an operation, of a segment, of a trace. `.always`
  /// or `.never` when that decides everything. `decide` is asked about attributes one level at a time.
  package func simplified(_ decide: (SpanCondition) -> Bool?) -> SpanCondition {
    switch self {
    case .all(let conditions):
      var open: [SpanCondition] = []
      for condition in conditions {
        let part = condition.simplified(decide)
        if part == .never { return .never }
        if part != .always { open.append(part) }
      }
      return open.count == 1 ? open[0] : .all(open)
    case .any(let conditions): return Self.any(conditions, decide)
    case .not(let condition):
      let part = condition.simplified(decide)
      return part == .always ? .never : part == .never ? .always : .not(part)
    case .attribute(let key, let test, let levels) where !levels.isSingle:
      return Self.any(levels.single.map { .attribute(key, test, on: $0) }, decide)
    default: return decide(self).map { $0 ? .always : .never } ?? self
    }
  }

  private static func any(_ conditions: [SpanCondition], _ decide: (SpanCondition) -> Bool?) -> SpanCondition {
    var open: [SpanCondition] = []
    for condition in conditions {
      let part = condition.simplified(decide)
      if part == .always { return .always }
      if part != .never { open.append(part) }
    }
    return open.count == 1 ? open[0] : .any(open)
  }
}

extension AttributeLevels {
  fileprivate var isSingle: Bool { rawValue.nonzeroBitCount == 1 }

  /// Each level for itself.
  fileprivate var single: [AttributeLevels] {
    [.span, .resource, .scope, .event, .link].filter { contains($0) }
  }
}
