import TelemetryModel

extension ConditionNode {
  init(_ condition: SpanCondition, _ batch: SpanBatch) {
    switch condition {
    case .all(let conditions): self = .conjunction(of: conditions.map { ConditionNode($0, batch) })
    case .any(let conditions): self = .disjunction(of: conditions.map { ConditionNode($0, batch) })
    case .not(let condition): self = .negation(of: ConditionNode(condition, batch))
    case .kind(let kind): self = .kind(kind)
    case .status(let code): self = .status(code)
    case .traceID(let id): self = .traceID(id)
    case .spanID(let id): self = .spanID(id)
    case .parentSpanID(let id): self = .parentSpanID(id)
    case .hasParent: self = .hasParent
    case .linkedTraceID(let id): self = batch.links.contains { $0.traceID == id } ? .linkedTraceID(id) : .never
    case .number(let field, let range): self = .number(field, range)
    case .text(let field, let test): self = .text(field, test, batch)
    case .attribute(let key, let test, let levels): self = .attribute(key, test, levels, batch)
    }
  }

  private static func conjunction(of nodes: [ConditionNode]) -> ConditionNode {
    var parts: [ConditionNode] = []
    for node in nodes {
      switch node {
      case .never: return .never
      case .always: continue
      default: parts.append(node)
      }
    }
    return parts.isEmpty ? .always : parts.count == 1 ? parts[0] : .all(parts)
  }

  private static func disjunction(of nodes: [ConditionNode]) -> ConditionNode {
    var parts: [ConditionNode] = []
    for node in nodes {
      switch node {
      case .always: return .always
      case .never: continue
      default: parts.append(node)
      }
    }
    return parts.isEmpty ? .never : parts.count == 1 ? parts[0] : .any(parts)
  }

  private static func negation(of node: ConditionNode) -> ConditionNode {
    switch node {
    case .always: .never
    case .never: .always
    default: .not(node)
    }
  }

  private static func number(_ field: SpanCondition.NumberField, _ range: ClosedRange<UInt64>) -> ConditionNode {
    switch field {
    case .durationNanoseconds: .duration(range)
    case .startTime: .start(range)
    case .endTime: .end(range)
    case .eventCount: .eventCount(range)
    case .linkCount: .linkCount(range)
    }
  }

  private static func text(
    _ field: SpanCondition.TextField, _ test: TextTest, _ batch: SpanBatch
  ) -> ConditionNode {
    var wanted: StringCode?
    if case .compare(.equal, let text) = test {
      wanted = batch.strings.code(of: text)
      if wanted == nil { return .never }
    }
    if field == .operation, let wanted { return .name(wanted) }
    let entries = TableTest(test, entryCount: batch.strings.count)
    func accepts(_ code: StringCode) -> Bool { wanted.map { $0 == code } ?? entries.accepts(code, of: batch.strings) }
    switch field {
    case .service: return .resources(batch.resources.map { accepts($0.serviceName) })
    case .operation: return .nameTest(entries)
    case .statusMessage: return .byTable(batch.details.map { accepts($0.statusMessage) }, ConditionNode.details)
    case .scopeName: return .scopes(batch.scopes.map { accepts($0.name) })
    case .scopeVersion: return .scopes(batch.scopes.map { accepts($0.version) })
    case .eventName: return batch.events.isEmpty ? .never : .eventName(entries)
    }
  }

  private static func resources(_ fulfilled: [Bool]) -> ConditionNode { byTable(fulfilled, ConditionNode.resource) }

  private static func scopes(_ fulfilled: [Bool]) -> ConditionNode { byTable(fulfilled, ConditionNode.scope) }

  private static func byTable(_ fulfilled: [Bool], _ node: ([Bool]) -> ConditionNode) -> ConditionNode {
    if !fulfilled.contains(true) { return .never }
    return fulfilled.contains(false) ? node(fulfilled) : .always
  }

  private static func attribute(
    _ key: String, _ test: AttributeTest, _ levels: AttributeLevels, _ batch: SpanBatch
  ) -> ConditionNode {
    guard let matcher = AttributeMatcher(key, test, in: batch) else { return .never }
    var nodes: [ConditionNode] = []
    if levels.contains(.resource) {
      nodes.append(.resources(batch.resources.map { matcher.matches($0.attributes, batch) }))
    }
    if levels.contains(.scope) { nodes.append(.scopes(batch.scopes.map { matcher.matches($0.attributes, batch) })) }
    if levels.contains(.span) { nodes.append(.spanAttribute(matcher)) }
    if levels.contains(.event), !batch.events.isEmpty { nodes.append(.eventAttribute(matcher)) }
    if levels.contains(.link), !batch.links.isEmpty { nodes.append(.linkAttribute(matcher)) }
    return .disjunction(of: nodes)
  }
}
