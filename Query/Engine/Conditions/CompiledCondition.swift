package import TelemetryModel
import TelemetryStorage

/// A `SpanCondition` in the terms of one batch: texts have become codes, and what depends on the resource or scope
/// alone has been decided for each of them.
///
/// Evaluation compares numbers and builds no text. Only an equality with the text of an array, a key-value list or
/// bytes is decided, once per distinct value, by writing that text. Rows are evaluated many at a time, part by part of
/// the condition: each part looks only at the rows that the parts before it left open, and walks one column.
package struct CompiledCondition {
  private let root: Node

  package init(_ condition: SpanCondition, for batch: SpanBatch) {
    root = Node(condition, batch)
  }

  /// Whether no row of the batch can fulfil the condition.
  package var isNever: Bool {
    if case .never = root { true } else { false }
  }

  /// The rows in `range` that fulfil the condition, in their order. `batch` is the one it was compiled for.
  package func rows(in range: Range<Int>, of batch: SpanBatch) -> [Int] { root.select(Array(range), batch) }
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

  /// The rows, out of rising `rows`, that fulfil the condition, in their order.
  func select(_ rows: [Int], _ batch: SpanBatch) -> [Int] {
    switch self {
    case .always: rows
    case .never: []
    case .all(let nodes): nodes.reduce(rows) { $0.isEmpty ? [] : $1.select($0, batch) }
    case .any(let nodes): Node.selectAny(nodes, rows, batch)
    case .not(let node): rows.removing(node.select(rows, batch))
    case .resource(let fulfilled): rows.filter { fulfilled[Int(batch.resourceIndexes[$0])] }
    case .scope(let fulfilled): rows.filter { fulfilled[Int(batch.scopeIndexes[$0])] }
    case .name(let code): rows.filter { batch.names[$0] == code }
    case .kind(let kind): rows.filter { batch.kinds[$0] == kind }
    case .status(let code): rows.filter { batch.statusCodes[$0] == code }
    case .duration(let range): rows.filter { range.contains(batch.durationNanoseconds(of: $0)) }
    case .start(let range): rows.filter { range.contains(batch.startTimes[$0]) }
    case .spanAttribute(let matcher): rows.filter { matcher.matches(batch.attributes[$0], batch) }
    case .eventAttribute(let matcher):
      rows.filter { batch.eventRange(of: $0).contains { matcher.matches(batch.events[$0].attributes, batch) } }
    case .linkAttribute(let matcher):
      rows.filter { batch.linkRange(of: $0).contains { matcher.matches(batch.links[$0].attributes, batch) } }
    }
  }

  private static func selectAny(_ nodes: [Node], _ rows: [Int], _ batch: SpanBatch) -> [Int] {
    var open = rows
    var selected: [Int] = []
    for node in nodes where !open.isEmpty {
      let found = node.select(open, batch)
      if found.isEmpty { continue }
      selected += found
      open = open.removing(found)
    }
    return selected.sorted()
  }
}

extension [Int] {
  /// What is left of a rising list without some of its elements, which rise, too.
  fileprivate func removing(_ others: [Int]) -> [Int] {
    if others.isEmpty { return self }
    var next = others.startIndex
    return filter { element in
      guard next < others.endIndex, others[next] == element else { return true }
      next += 1
      return false
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
