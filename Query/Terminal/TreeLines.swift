/// The lines that join a span to its parent, for a walk over the nodes in depth-first order.
///
/// Levels beyond a cap are not indented any more but numbered, so that a line stays short however deep a trace is.
struct TreeLines {
  /// For every level from the root to the current node: whether a sibling follows there.
  private var continues: [Bool] = []
  private let levelCap: Int

  init(levelCap: Int) { self.levelCap = levelCap }

  /// Moves on to the next node. O(1) amortised.
  mutating func enter(depth: Int, hasLaterSibling: Bool) {
    if continues.count > depth { continues.removeLast(continues.count - depth) }
    continues.append(hasLaterSibling)
  }

  private var depth: Int { continues.count - 1 }

  /// What stands before the current node. O(cap).
  var branch: String {
    guard depth > 0 else { return "" }
    let mark = continues[depth] ? "├─ " : "└─ "
    if depth <= levelCap { return rails(1..<depth) + mark }
    return rails(1..<levelCap) + "┄\(depth) " + mark
  }

  /// What stands before lines that belong to the current node. O(cap).
  func rail(hasChildren: Bool) -> String {
    let own = rails(1..<min(depth, levelCap) + 1)
    return own + (hasChildren && depth < levelCap ? "│  " : "   ")
  }

  private func rails(_ levels: Range<Int>) -> String {
    levels.map { continues[$0] ? "│  " : "   " }.joined()
  }
}
