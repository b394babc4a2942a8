package import TelemetryModel

/// What a request waited for: at every moment of a root span, the one span that kept it from ending earlier.
///
/// Seen from the end of a span, the child that ended last is what it waited for; before that child began, the child that
/// had ended last by then; and where no child ran, the span itself worked. This is the form that Jaeger uses.
///
/// The segments are disjoint, and together exactly as long as the root. O(n log n), any depth.
package struct CriticalPath: Sendable {
  /// A stretch of time that belongs to one span.
  package struct Segment: Hashable, Sendable {
    /// The place of the span in `TraceTree.nodes`.
    package let node: Int
    package let start: Timestamp
    package let end: Timestamp

    package var durationNanoseconds: UInt64 { end.nanoseconds(since: start) }
  }

  /// In the order of time.
  package private(set) var segments: [Segment] = []

  /// The path below one node of a tree, as a rule a root.
  ///
  /// Children count as far as they lie within their parent. Consumers do not count: nobody waits for them.
  package init(of root: Int, in tree: TraceTree, _ batch: SpanBatch) {
    var waits = Waits(root, tree, batch)
    var stack = [(node: root, limit: waits.end(of: root))]
    // Backwards in time: what ends last is found first.
    while let (node, limit) = stack.popLast() {
      guard let child = waits.nextChild(of: node, endingBy: limit) else {
        add(node, from: waits.start(of: node), to: limit)
        continue
      }
      add(node, from: waits.end(of: child), to: limit)
      stack.append((node, waits.start(of: child)))
      stack.append((child, waits.end(of: child)))
    }
    segments.reverse()
  }

  private mutating func add(_ node: Int, from start: Timestamp, to end: Timestamp) {
    if start < end { segments.append(Segment(node: node, start: start, end: end)) }
  }

  /// How long each node lies on the path, by its place in the tree.
  package var nanosecondsByNode: [Int: UInt64] {
    segments.reduce(into: [:]) { $0[$1.node, default: 0] += $1.durationNanoseconds }
  }
}

/// The spans below a root with their times cut to those of their parents, and the children not yet looked at.
private struct Waits {
  private let root: Int
  private let starts: [Timestamp]
  private let ends: [Timestamp]
  /// The children of each node, the one that ends first comes first; taken from the end.
  private var children: [[Int]]

  init(_ root: Int, _ tree: TraceTree, _ batch: SpanBatch) {
    self.root = root
    let range = root..<tree.nodes[root].subtreeEnd
    var starts: [Timestamp] = []
    var ends: [Timestamp] = []
    var children = [[Int]](repeating: [], count: range.count)
    for place in range {
      let row = tree.nodes[place].row
      let start = batch.startTimes[row]
      let end = max(start, batch.endTimes[row])
      guard place > root, let parent = tree.nodes[place].parent.map({ $0 - root }) else {
        starts.append(start)
        ends.append(end)
        continue
      }
      // From the root downwards, so that the parent is cut already.
      starts.append(min(max(start, starts[parent]), ends[parent]))
      ends.append(min(max(end, starts[parent]), ends[parent]))
      let isBeside = end < starts[parent] || start > ends[parent]
      if !isBeside && batch.kinds[row] != .consumer { children[parent].append(place) }
    }
    for index in children.indices where children[index].count > 1 {
      children[index].sort { (ends[$0 - root], $0) < (ends[$1 - root], $1) }
    }
    self.starts = starts
    self.ends = ends
    self.children = children
  }

  func start(of node: Int) -> Timestamp { starts[node - root] }
  func end(of node: Int) -> Timestamp { ends[node - root] }

  /// The child that ends last, but not after `limit`. Children that end later are over and done with.
  mutating func nextChild(of node: Int, endingBy limit: Timestamp) -> Int? {
    while let child = children[node - root].popLast() {
      if ends[child - root] <= limit { return child }
    }
    return nil
  }
}
