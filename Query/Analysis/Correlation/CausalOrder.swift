import TelemetryModel

/// A span of one trace that another trace goes on from, told by a link.
package struct TraceJoin: Hashable, Sendable {
  /// Where it comes from: the index of the trace in the report, and the place of the span in its tree; `nil` when the
  /// span that the link names is not in that trace.
  package let cause: Int
  package let causeNode: Int?
  /// Where it goes on.
  package let effect: Int
  package let effectNode: Int
}

/// Traces sorted so that causes come before effects.
struct CausalOrder {
  let traces: [TraceFindings]
  let joins: [TraceJoin]

  /// O(spans + links). Of traces that link to each other in a circle, the earliest counts as the cause.
  init(_ findings: [TraceFindings]) {
    let byStart = findings.sorted { ($0.start, $0.id) < ($1.start, $1.id) }
    let joins = Self.joins(of: byStart)
    let order = Self.order(byStart.count, joins)
    var positions = [Int](repeating: 0, count: order.count)
    for (position, index) in order.enumerated() { positions[index] = position }
    traces = order.map { byStart[$0] }
    self.joins = joins.map { join in
      TraceJoin(
        cause: positions[join.cause], causeNode: join.causeNode, effect: positions[join.effect],
        effectNode: join.effectNode)
    }.sorted { ($0.effect, $0.effectNode, $0.cause) < ($1.effect, $1.effectNode, $1.cause) }
  }

  private static func joins(of traces: [TraceFindings]) -> [TraceJoin] {
    let indexes = Dictionary(traces.enumerated().map { ($1.id, $0) }) { first, _ in first }
    var nodes: [Int: [SpanID: Int]] = [:]
    func node(_ span: SpanID, of trace: Int) -> Int? {
      if nodes[trace] == nil {
        let findings = traces[trace]
        nodes[trace] = Dictionary(
          findings.tree.nodes.enumerated().map { (findings.batch.spanIDs[$1.row], $0) }
        ) { first, _ in first }
      }
      return nodes[trace]?[span]
    }
    var joins: [TraceJoin] = []
    for (effect, trace) in traces.enumerated() {
      for (place, treeNode) in trace.tree.nodes.enumerated() {
        for link in trace.batch.links[trace.batch.linkRange(of: treeNode.row)] {
          guard let cause = indexes[link.traceID], cause != effect else { continue }
          joins.append(
            TraceJoin(cause: cause, causeNode: node(link.spanID, of: cause), effect: effect, effectNode: place))
        }
      }
    }
    return joins
  }

  /// The traces in an order in which causes come first; among those that may come next, the earliest does.
  private static func order(_ count: Int, _ joins: [TraceJoin]) -> [Int] {
    var effects = [[Int]](repeating: [], count: count)
    var openCauses = [Int](repeating: 0, count: count)
    for join in Set(joins.map { [$0.cause, $0.effect] }) {
      effects[join[0]].append(join[1])
      openCauses[join[1]] += 1
    }
    var order: [Int] = []
    var isPlaced = [Bool](repeating: false, count: count)
    func place(_ first: Int) {
      var stack = [first]
      while let index = stack.popLast() {
        if isPlaced[index] { continue }
        isPlaced[index] = true
        order.append(index)
        for effect in effects[index].sorted(by: >) {
          openCauses[effect] -= 1
          if openCauses[effect] == 0 { stack.append(effect) }
        }
      }
    }
    for index in 0..<count where openCauses[index] == 0 { place(index) }
    for index in 0..<count where !isPlaced[index] { place(index) }
    return order
  }
}
