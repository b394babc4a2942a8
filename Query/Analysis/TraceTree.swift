package import TelemetryModel

/// The spans of one trace as a forest: who called whom, in which order, and where the time went.
///
/// Nodes lie in one array, depth first: a node is followed by its children in start order, each with all of its
/// descendants. A tree of any depth is therefore walked with a loop, and a subtree is a range.
///
/// Assembly accepts everything that senders get wrong: a span whose parent is missing becomes a root, cycles are cut
/// at their earliest span, and where IDs are not unique each span still has exactly one place. O(n log n).
package struct TraceTree: Sendable {
  /// Depth first; roots in start order.
  package let nodes: [Node]

  /// One span in its place.
  package struct Node: Sendable {
    /// The row of the span in the batch from which the tree was made.
    package let row: Int
    /// The place of the parent in `nodes`; `nil` for a root.
    package let parent: Int?
    /// 0 for a root.
    package let depth: Int
    /// Where the descendants of this node end in `nodes`; they begin right after it.
    package internal(set) var subtreeEnd: Int
    /// The part of the span's duration during which none of its children ran.
    package let selfTimeNanoseconds: UInt64
    package let warnings: [Warning]

    package var hasMissingParent: Bool {
      warnings.contains {
        if case .missingParent = $0 { true } else { false }
      }
    }
  }

  /// Assembles the rows of `batch`, which all belong to one trace.
  package init(_ batch: SpanBatch) {
    let parents = ParentTable(batch)
    nodes = TraceTree.depthFirst(batch, parents)
  }

  /// The places of the roots in `nodes`, in start order.
  package var roots: [Int] { siblings(from: 0, to: nodes.count) }

  /// The places of a node's children in `nodes`, in start order.
  package func children(of node: Int) -> [Int] { siblings(from: node + 1, to: nodes[node].subtreeEnd) }

  /// The span that stands for the trace: the first without a parent, else the first whose parent is missing.
  package var principalRoot: Node? { nodes.isEmpty ? nil : nodes[principalPlace] }

  /// The place of `principalRoot`; 0 when there is none.
  package var principalPlace: Int { roots.first { !nodes[$0].hasMissingParent } ?? 0 }

  private func siblings(from first: Int, to end: Int) -> [Int] {
    var places: [Int] = []
    var place = first
    while place < end {
      places.append(place)
      place = nodes[place].subtreeEnd
    }
    return places
  }
}
