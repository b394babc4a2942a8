package import TelemetryModel
import TelemetryStorage

/// A `SpanCondition` in the terms of one batch: texts have become codes, and what depends on the resource or scope
/// alone has been decided for each of them.
///
/// Evaluating a row compares numbers and builds no text. Only an equality with the text of an array, a key-value list
/// or bytes is decided, once per distinct value, by writing that text.
package struct CompiledCondition {
  private let root: Node

  package init(_ condition: SpanCondition, for batch: SpanBatch) {
    root = Node(condition, batch)
  }

  /// Whether no row of the batch can fulfil the condition.
  package var isNever: Bool {
    if case .never = root { true } else { false }
  }

  /// Whether a row of `batch`, the one for which the condition was compiled, fulfils it.
  package func matches(_ row: Int, of batch: SpanBatch) -> Bool { root.matches(row, batch) }
}

/// Recursion is as deep as the condition, which its parser bounds.
private indirect enum Node {
  case always
  case never
  case all([Node])
  case any([Node])
  case not(Node)
  case resource([Bool])
  case scope([Bool])
  case name(StringCode)
  case kind(SpanKind)
  case status(SpanStatus.Code)
  case duration(ClosedRange<UInt64>)
  case start(TimeRange)
  case spanAttribute(AttributeMatcher)
  case eventAttribute(AttributeMatcher)
  case linkAttribute(AttributeMatcher)

  init(_ condition: SpanCondition, _ batch: SpanBatch) {
    switch condition {
    case .all(let conditions): self = .conjunction(of: conditions.map { Node($0, batch) })
    case .any(let conditions): self = .disjunction(of: conditions.map { Node($0, batch) })
    case .not(let condition): self = .negation(of: Node(condition, batch))
    case .service(let text): self = .byResource(text, batch)
    case .operation(let text): self = batch.strings.code(of: text).map(Node.name) ?? .never
    case .kind(let kind): self = .kind(kind)
    case .status(let code): self = .status(code)
    case .scopeName(let text): self = .byScope(text, \.name, batch)
    case .scopeVersion(let text): self = .byScope(text, \.version, batch)
    case .duration(let range): self = .duration(range)
    case .start(let range): self = .start(range)
    case .attribute(let key, let text, let levels): self = .attribute(key, text, levels, batch)
    }
  }

  func matches(_ row: Int, _ batch: SpanBatch) -> Bool {
    switch self {
    case .always: true
    case .never: false
    case .all(let nodes): nodes.allSatisfy { $0.matches(row, batch) }
    case .any(let nodes): nodes.contains { $0.matches(row, batch) }
    case .not(let node): !node.matches(row, batch)
    case .resource(let fulfilled): fulfilled[Int(batch.resourceIndexes[row])]
    case .scope(let fulfilled): fulfilled[Int(batch.scopeIndexes[row])]
    case .name(let code): batch.names[row] == code
    case .kind(let kind): batch.kinds[row] == kind
    case .status(let code): batch.statusCodes[row] == code
    case .duration(let range): range.contains(batch.durationNanoseconds(of: row))
    case .start(let range): range.contains(batch.startTimes[row])
    case .spanAttribute(let matcher): matcher.matches(batch.attributes[row], batch)
    case .eventAttribute(let matcher):
      batch.eventRange(of: row).contains { matcher.matches(batch.events[$0].attributes, batch) }
    case .linkAttribute(let matcher):
      batch.linkRange(of: row).contains { matcher.matches(batch.links[$0].attributes, batch) }
    }
  }
}

extension Node {
  private static func conjunction(of nodes: [Node]) -> Node {
    var parts: [Node] = []
    for node in nodes {
      switch node {
      case .never: return .never
      case .always: continue
      default: parts.append(node)
      }
    }
    return parts.isEmpty ? .always : parts.count == 1 ? parts[0] : .all(parts)
  }

  private static func disjunction(of nodes: [Node]) -> Node {
    var parts: [Node] = []
    for node in nodes {
      switch node {
      case .always: return .always
      case .never: continue
      default: parts.append(node)
      }
    }
    return parts.isEmpty ? .never : parts.count == 1 ? parts[0] : .any(parts)
  }

  private static func negation(of node: Node) -> Node {
    switch node {
    case .always: .never
    case .never: .always
    default: .not(node)
    }
  }

  private static func byResource(_ service: String, _ batch: SpanBatch) -> Node {
    guard let code = batch.strings.code(of: service) else { return .never }
    return .resources(batch.resources.map { $0.serviceName == code })
  }

  private static func byScope(_ text: String, _ field: KeyPath<ScopeEntry, StringCode>, _ batch: SpanBatch) -> Node {
    guard let code = batch.strings.code(of: text) else { return .never }
    return .scopes(batch.scopes.map { $0[keyPath: field] == code })
  }

  private static func resources(_ fulfilled: [Bool]) -> Node {
    fulfilled.contains(true) ? .resource(fulfilled) : .never
  }

  private static func scopes(_ fulfilled: [Bool]) -> Node { fulfilled.contains(true) ? .scope(fulfilled) : .never }

  private static func attribute(_ key: String, _ text: String, _ levels: AttributeLevels, _ batch: SpanBatch) -> Node {
    guard let matcher = AttributeMatcher(key: key, text: text, in: batch) else { return .never }
    var nodes: [Node] = []
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
