import TelemetryModel
import Testing
import TraceAnalysis

struct FailureTests {
  private func tree(_ spans: [Span], failing: Set<UInt64>) -> (TraceTree, SpanBatch, [Bool]) {
    let batch = SpanBatch(spans)
    return (TraceTree(batch), batch, batch.spanIDs.map { failing.contains($0.rawValue) })
  }

  private func ids(_ nodes: [Int], _ tree: TraceTree, _ batch: SpanBatch) -> [UInt64] {
    nodes.map { batch.spanIDs[tree.nodes[$0].row].rawValue }
  }

  @Test func `a failure begins at the deepest failed span and reaches up to the last failed ancestor`() {
    let spans: [Span] = [
      .test(1, 0...100), .test(2, under: 1, 10...50), .test(3, under: 2, 20...40), .test(4, under: 1, 60...90),
    ]
    let (tree, batch, failed) = tree(spans, failing: [2, 3])
    let origins = FailureOrigin.all(in: tree, hasFailed: failed)
    #expect(ids(origins.map(\.node), tree, batch) == [3])
    #expect(ids(origins.map(\.reaches), tree, batch) == [2])
    #expect(origins.map(\.isHandled) == [true])
  }

  @Test func `a failure that reaches a root was not handled; two branches are two origins`() {
    let spans: [Span] = [.test(1, 0...100), .test(2, under: 1, 10...50), .test(3, under: 1, 60...90)]
    let (tree, batch, failed) = tree(spans, failing: [1, 2, 3])
    let origins = FailureOrigin.all(in: tree, hasFailed: failed)
    #expect(ids(origins.map(\.node), tree, batch) == [2, 3])
    #expect(origins.map(\.isHandled) == [false, false])
  }

  @Test func `calls that follow a failed one of the same name are retries of it`() {
    let spans: [Span] = [
      .test(1, 0...100), .test(2, under: 1, 10...20, name: "GET", kind: .client),
      .test(3, under: 1, 25...35, name: "GET", kind: .client), .test(4, under: 1, 50...55, name: "GET", kind: .client),
      .test(5, under: 1, 60...70, name: "PUT", kind: .client), .test(6, under: 1, 80...90, name: "GET", kind: .client),
    ]
    let (tree, batch, failed) = tree(spans, failing: [2, 3, 5])
    let groups = RetryGroup.all(in: tree, batch, hasFailed: failed) { _ in false }
    #expect(groups.map { ids($0.attempts, tree, batch) } == [[2, 3, 4]])
    #expect(groups.map(\.hasSucceeded) == [true])
    #expect(groups.map(\.wastedNanoseconds) == [20])
  }

  @Test func `a call that began before the other had failed is no retry, unless it says so`() {
    let spans: [Span] = [
      .test(1, 0...100), .test(2, under: 1, 10...30, name: "GET", kind: .client),
      .test(3, under: 1, 20...40, name: "GET", kind: .client),
    ]
    let (tree, batch, failed) = tree(spans, failing: [2])
    #expect(RetryGroup.all(in: tree, batch, hasFailed: failed) { _ in false }.isEmpty)
    let groups = RetryGroup.all(in: tree, batch, hasFailed: failed) { batch.spanIDs[$0].rawValue == 3 }
    #expect(groups.map { ids($0.attempts, tree, batch) } == [[2, 3]])
  }
}
