package import TelemetryModel

/// Attempts at one call: sibling client spans of one service and name, each begun after the one before had failed.
///
/// Also calls of which a later one says so itself (`http.request.resend_count`) belong together, failed or not.
package struct RetryGroup: Hashable, Sendable {
  /// A later attempt begins within this time after the failure; what comes later is another call.
  package static let longestGapNanoseconds: UInt64 = 60_000_000_000

  /// The places of the attempts in `TraceTree.nodes`, in the order of time; two at least.
  package let attempts: [Int]
  /// Whether the last attempt succeeded.
  package let hasSucceeded: Bool
  /// The time that failed attempts took.
  package let wastedNanoseconds: UInt64

  /// All groups of a trace, in tree order. O(n).
  ///
  /// - Parameters:
  ///   - hasFailed: by row of the batch.
  ///   - isResend: by row; whether the span says that it is a further attempt.
  package static func all(
    in tree: TraceTree, _ batch: SpanBatch, hasFailed: [Bool], isResend: (Int) -> Bool
  ) -> [RetryGroup] {
    var groups: [RetryGroup] = []
    var open: [Call: [Int]] = [:]
    func close(_ attempts: [Int]) {
      guard attempts.count > 1, let last = attempts.last else { return }
      let rows = attempts.map { tree.nodes[$0].row }
      let wasted = rows.filter { hasFailed[$0] }.reduce(0) { $0 &+ batch.durationNanoseconds(of: $1) }
      groups.append(
        RetryGroup(attempts: attempts, hasSucceeded: !hasFailed[tree.nodes[last].row], wastedNanoseconds: wasted))
    }
    // Nodes of one parent come in start order, so each only has to be compared with the latest of its call.
    for (place, node) in tree.nodes.enumerated() where batch.kinds[node.row] == .client {
      let call = Call(parent: node.parent, service: batch.serviceName(of: node.row), name: batch.names[node.row])
      if let last = open[call]?.last {
        let previous = tree.nodes[last].row
        let followsFailure =
          hasFailed[previous] && batch.startTimes[node.row] >= batch.endTimes[previous]
          && batch.startTimes[node.row].nanoseconds(since: batch.endTimes[previous]) < longestGapNanoseconds
        if followsFailure || isResend(node.row) {
          open[call]?.append(place)
          continue
        }
        close(open[call] ?? [])
      }
      open[call] = [place]
    }
    for attempts in open.values { close(attempts) }
    return groups.sorted { $0.attempts[0] < $1.attempts[0] }
  }

  private struct Call: Hashable {
    let parent: Int?
    let service: StringCode
    let name: StringCode
  }
}
