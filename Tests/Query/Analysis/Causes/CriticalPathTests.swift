import TelemetryModel
import TestSupport
import Testing
import TraceAnalysis

struct CriticalPathTests {
  /// Segments as (span ID, from, to) after the epoch of the tests.
  private func path(_ spans: [Span]) -> [[UInt64]] {
    let batch = SpanBatch(spans)
    let tree = TraceTree(batch)
    return CriticalPath(of: 0, in: tree, batch).segments.map { segment in
      let id = batch.spanIDs[tree.nodes[segment.node].row].rawValue
      return [id, segment.start.nanoseconds - Timestamp.testEpoch, segment.end.nanoseconds - Timestamp.testEpoch]
    }
  }

  @Test func `a span without children is its own path`() {
    #expect(path([.test(1, 0...100)]) == [[1, 0, 100]])
  }

  @Test func `between children the parent itself works`() {
    #expect(
      path([.test(1, 0...100), .test(2, under: 1, 10...30), .test(3, under: 1, 50...90)])
        == [[1, 0, 10], [2, 10, 30], [1, 30, 50], [3, 50, 90], [1, 90, 100]])
  }

  @Test func `of children that run side by side, the one that ends last counts`() {
    #expect(
      path([.test(1, 0...100), .test(2, under: 1, 10...40), .test(3, under: 1, 20...90)])
        == [[1, 0, 20], [3, 20, 90], [1, 90, 100]])
  }

  @Test func `a child that reaches beyond its parent is cut, one that lies beside it does not count`() {
    #expect(
      path([.test(1, 10...50), .test(2, under: 1, 0...20), .test(3, under: 1, 40...80), .test(4, under: 1, 60...90)])
        == [[2, 10, 20], [1, 20, 40], [3, 40, 50]])
  }

  @Test func `nobody waits for a consumer`() {
    #expect(path([.test(1, 0...50), .test(2, under: 1, 10...40, kind: .consumer)]) == [[1, 0, 50]])
  }

  @Test(arguments: 0..<200 as Range<UInt64>)
  func `the segments are disjoint and as long as the root`(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var spans = [Span.test(1, 0...1_000)]
    for id in 2...40 as ClosedRange<UInt64> {
      let start = UInt64(generator.number(0...1_100))
      spans.append(
        .test(id, under: UInt64(generator.number(1...Int(id - 1))), start...start + UInt64(generator.number(0...500))))
    }
    let batch = SpanBatch(spans)
    let segments = CriticalPath(of: 0, in: TraceTree(batch), batch).segments
    #expect(segments.reduce(0) { $0 + $1.durationNanoseconds } == 1_000, "seed \(seed)")
    #expect(zip(segments, segments.dropFirst()).allSatisfy { $0.end == $1.start }, "seed \(seed)")
    #expect(segments.first?.start == .test(0) && segments.last?.end == .test(1_000), "seed \(seed)")
  }

  @Test func `a trace of 100,000 levels has a path`() {
    let spans = (1...100_000).map { Span.test($0, under: $0 - 1, $0...400_000 - $0) }
    let batch = SpanBatch(spans)
    let path = CriticalPath(of: 0, in: TraceTree(batch), batch)
    #expect(path.segments.count == 2 * 100_000 - 1)
    #expect(path.nanosecondsByNode.values.reduce(0, +) == 399_998)
  }
}
