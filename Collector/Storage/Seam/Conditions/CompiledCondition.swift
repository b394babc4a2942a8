package import TelemetryModel

/// A `SpanCondition` in the terms of one batch: texts have become codes, and what depends on the resource, scope or
/// rare fields alone has been decided for each of them.
///
/// Evaluation compares numbers and builds no text. What has to read a text (an order, a pattern, the text of an array)
/// is decided once per distinct text. Rows are evaluated many at a time, part by part of the condition: each part looks
/// only at the rows that the parts before it left open, and walks one column. Not for several threads at once.
package struct CompiledCondition {
  private let root: ConditionNode

  package init(_ condition: SpanCondition, for batch: SpanBatch) {
    root = ConditionNode(condition, batch)
  }

  /// Whether no row of the batch can fulfil the condition.
  package var isNever: Bool {
    if case .never = root { true } else { false }
  }

  /// The rows in `range` that fulfil the condition, in their order. `batch` is the one it was compiled for.
  package func rows(in range: Range<Int>, of batch: SpanBatch) -> [Int] { root.select(Array(range), batch) }
}

/// A part of a compiled condition. Recursion is as deep as the condition, which its builder bounds.
indirect enum ConditionNode {
  case always
  case never
  case all([ConditionNode])
  case any([ConditionNode])
  case not(ConditionNode)
  // One answer for each entry of the table that a row refers to.
  case resource([Bool])
  case scope([Bool])
  case details([Bool])
  case name(StringCode)
  case nameTest(TableTest)
  case kind(SpanKind)
  case status(SpanStatus.Code)
  case traceID(TraceID)
  case spanID(SpanID)
  case parentSpanID(SpanID)
  case hasParent
  case linkedTraceID(TraceID)
  case duration(ClosedRange<UInt64>)
  case start(ClosedRange<UInt64>)
  case end(ClosedRange<UInt64>)
  case eventCount(ClosedRange<UInt64>)
  case linkCount(ClosedRange<UInt64>)
  case eventName(TableTest)
  case spanAttribute(AttributeMatcher)
  case eventAttribute(AttributeMatcher)
  case linkAttribute(AttributeMatcher)

  /// The rows, out of rising `rows`, that fulfil the condition, in their order.
  func select(_ rows: [Int], _ batch: SpanBatch) -> [Int] {
    switch self {
    case .always: rows
    case .never: []
    case .all(let nodes): nodes.reduce(rows) { $0.isEmpty ? [] : $1.select($0, batch) }
    case .any(let nodes): Self.selectAny(nodes, rows, batch)
    case .not(let node): rows.removing(node.select(rows, batch))
    case .resource(let fulfilled): rows.filter { fulfilled[Int(batch.resourceIndexes[$0])] }
    case .scope(let fulfilled): rows.filter { fulfilled[Int(batch.scopeIndexes[$0])] }
    case .details(let fulfilled): rows.filter { fulfilled[Int(batch.detailIndexes[$0])] }
    case .name(let code): rows.filter { batch.names[$0] == code }
    case .nameTest(let test): rows.filter { test.accepts(batch.names[$0], of: batch.strings) }
    case .kind(let kind): rows.filter { batch.kinds[$0] == kind }
    case .status(let code): rows.filter { batch.statusCodes[$0] == code }
    case .traceID(let id): rows.filter { batch.traceIDs[$0] == id }
    case .spanID(let id): rows.filter { batch.spanIDs[$0] == id }
    case .parentSpanID(let id): rows.filter { batch.parentSpanIDs[$0] == id }
    case .hasParent: rows.filter { batch.parentSpanIDs[$0].isValid }
    case .linkedTraceID(let id):
      rows.filter { batch.linkRange(of: $0).contains { batch.links[$0].traceID == id } }
    case .duration(let range): rows.filter { range.contains(batch.durationNanoseconds(of: $0)) }
    case .start(let range): rows.filter { range.contains(batch.startTimes[$0].nanoseconds) }
    case .end(let range): rows.filter { range.contains(batch.endTimes[$0].nanoseconds) }
    case .eventCount(let range): rows.filter { range.contains(UInt64(batch.eventRange(of: $0).count)) }
    case .linkCount(let range): rows.filter { range.contains(UInt64(batch.linkRange(of: $0).count)) }
    case .eventName(let test):
      rows.filter { batch.eventRange(of: $0).contains { test.accepts(batch.events[$0].name, of: batch.strings) } }
    case .spanAttribute(let matcher): rows.filter { matcher.matches(batch.attributes[$0], batch) }
    case .eventAttribute(let matcher):
      rows.filter { batch.eventRange(of: $0).contains { matcher.matches(batch.events[$0].attributes, batch) } }
    case .linkAttribute(let matcher):
      rows.filter { batch.linkRange(of: $0).contains { matcher.matches(batch.links[$0].attributes, batch) } }
    }
  }

  private static func selectAny(_ nodes: [ConditionNode], _ rows: [Int], _ batch: SpanBatch) -> [Int] {
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
