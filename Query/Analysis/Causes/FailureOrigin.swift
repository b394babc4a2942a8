/// Where a failure began: a failed span of whose children none failed, and how far up it was felt.
package struct FailureOrigin: Hashable, Sendable {
  /// The place of the span in `TraceTree.nodes`.
  package let node: Int
  /// The highest ancestor up to which every span failed as well; `node` itself when its parent succeeded.
  package let reaches: Int
  /// Whether an ancestor succeeded in spite of it: by a retry, a fallback, or because the result was not needed.
  package let isHandled: Bool

  /// The origins of all failures of a trace, in tree order. O(n).
  ///
  /// - Parameter hasFailed: by row of the batch that the tree was made from.
  package static func all(in tree: TraceTree, hasFailed: [Bool]) -> [FailureOrigin] {
    let nodes = tree.nodes
    var hasFailedChild = [Bool](repeating: false, count: nodes.count)
    // Parents come before their children, so each can pass on how far up its own failure goes.
    var top = Array(nodes.indices)
    for place in nodes.indices where hasFailed[nodes[place].row] {
      guard let parent = nodes[place].parent, hasFailed[nodes[parent].row] else { continue }
      hasFailedChild[parent] = true
      top[place] = top[parent]
    }
    return nodes.indices.compactMap { place in
      guard hasFailed[nodes[place].row], !hasFailedChild[place] else { return nil }
      return FailureOrigin(node: place, reaches: top[place], isHandled: nodes[top[place]].parent != nil)
    }
  }
}
