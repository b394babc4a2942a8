package import TelemetryModel
package import TelemetryStorage

/// Answers a condition for whole operations of one segment: yes for all spans, no for all, or that it depends.
///
/// Most conditions name something that an operation decides, so most rows need no look at any column. Texts are tested
/// once per entry of the tables. Not for several threads at once.
package struct OperationFilter {
  private let root: Node
  private let tables: SpanBatch

  /// - Parameters:
  ///   - tables: a batch without rows: the texts, shapes, resources and scopes of the segment.
  ///   - eventShapes: the shapes of all its events.
  ///   - linkShapes: the shapes of all its links.
  package init(
    _ condition: SpanCondition, tables: SpanBatch, eventShapes: Set<ShapeCode>, linkShapes: Set<ShapeCode>
  ) {
    root = Node(condition, Segment(tables: tables, eventShapes: eventShapes, linkShapes: linkShapes))
    self.tables = tables
  }

  /// `nil` when it depends on the span.
  package func verdict(for operation: OperationFacts) -> Bool? { root.verdict(operation, tables) }
}

private struct Segment {
  let tables: SpanBatch
  let eventShapes: Set<ShapeCode>
  let linkShapes: Set<ShapeCode>
}

/// Recursion is as deep as the condition, which its builder bounds.
private indirect enum Node {
  /// Nothing that an operation decides.
  case open
  case all([Node])
  case any([Node])
  case not(Node)
  case kind(SpanKind)
  case status(SpanStatus.Code)
  case service(TableTest)
  case name(TableTest)
  case statusMessage(TableTest)
  case scope([Bool])
  /// By service: whether all of its resources fulfil it, or none.
  case resources([StringCode: Bool], open: Set<StringCode>)
  case spanAttribute(AttributeFilter)

  init(_ condition: SpanCondition, _ segment: Segment) {
    switch condition {
    case .all(let conditions): self = .all(conditions.map { Node($0, segment) })
    case .any(let conditions): self = .any(conditions.map { Node($0, segment) })
    case .not(let condition): self = .not(Node(condition, segment))
    case .kind(let kind): self = .kind(kind)
    case .status(let code): self = .status(code)
    case .traceID, .spanID, .parentSpanID, .hasParent, .linkedTraceID, .number: self = .open
    case .text(let field, let test): self = Node(field, test, segment.tables)
    case .attribute(let key, let test, let levels): self = Node(key, test, levels, segment)
    }
  }

  private init(_ field: SpanCondition.TextField, _ test: TextTest, _ tables: SpanBatch) {
    let entries = TableTest(test, entryCount: tables.strings.count)
    func accepts(_ code: StringCode) -> Bool { entries.accepts(code, of: tables.strings) }
    switch field {
    case .service: self = .service(entries)
    case .operation: self = .name(entries)
    case .statusMessage: self = .statusMessage(entries)
    case .scopeName: self = .scope(tables.scopes.map { accepts($0.name) })
    case .scopeVersion: self = .scope(tables.scopes.map { accepts($0.version) })
    case .eventName: self = .open
    }
  }

  private init(_ key: String, _ test: AttributeTest, _ levels: AttributeLevels, _ segment: Segment) {
    let tables = segment.tables
    guard let filter = AttributeFilter(key, test, tables) else {
      self = .any([])
      return
    }
    var nodes: [Node] = []
    if levels.contains(.span) { nodes.append(.spanAttribute(filter)) }
    if levels.contains(.scope) { nodes.append(.scope(tables.scopes.map { filter.accepts($0.attributes, tables) })) }
    if levels.contains(.resource) { nodes.append(Node(resources: filter, tables)) }
    // Events and links are not of the operation: they decide nothing, unless none can have the attribute.
    if levels.contains(.event), filter.canAccept(anyOf: segment.eventShapes, tables) { nodes.append(.open) }
    if levels.contains(.link), filter.canAccept(anyOf: segment.linkShapes, tables) { nodes.append(.open) }
    self = .any(nodes)
  }

  private init(resources filter: AttributeFilter, _ tables: SpanBatch) {
    var answers: [StringCode: Bool] = [:]
    var open: Set<StringCode> = []
    for resource in tables.resources {
      let answer = filter.accepts(resource.attributes, tables)
      if answers.updateValue(answer, forKey: resource.serviceName) ?? answer != answer {
        open.insert(resource.serviceName)
      }
    }
    self = .resources(answers, open: open)
  }

  func verdict(_ operation: OperationFacts, _ tables: SpanBatch) -> Bool? {
    switch self {
    case .open: nil
    case .all(let nodes): Node.combine(nodes, operation, tables, decisive: false)
    case .any(let nodes): Node.combine(nodes, operation, tables, decisive: true)
    case .not(let node): node.verdict(operation, tables).map { !$0 }
    case .kind(let kind): operation.kind == kind
    case .status(let code): operation.statusCode == code
    case .service(let test): test.accepts(operation.service, of: tables.strings)
    case .name(let test): operation.name.map { test.accepts($0, of: tables.strings) }
    case .statusMessage(let test): Node.verdict(of: operation.statusMessage, test, tables)
    case .scope(let fulfilled): fulfilled[Int(operation.scope)]
    case .resources(let answers, let open): open.contains(operation.service) ? nil : answers[operation.service] ?? false
    case .spanAttribute(let filter): filter.verdict(operation, tables)
    }
  }

  /// An answer that is `decisive` for one part is the answer for all.
  private static func combine(
    _ nodes: [Node], _ operation: OperationFacts, _ tables: SpanBatch, decisive: Bool
  ) -> Bool? {
    var isOpen = false
    for node in nodes {
      guard let answer = node.verdict(operation, tables) else {
        isOpen = true
        continue
      }
      if answer == decisive { return decisive }
    }
    return isOpen ? nil : !decisive
  }

  private static func verdict(of texts: OperationFacts.Values, _ test: TableTest, _ tables: SpanBatch) -> Bool? {
    guard case .constant(let payload) = texts else { return nil }
    return test.accepts(StringCode(truncatingIfNeeded: payload), of: tables.strings)
  }
}
