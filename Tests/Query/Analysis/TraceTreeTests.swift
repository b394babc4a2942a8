import TelemetryModel
import TestSupport
import Testing
import TraceAnalysis

struct TraceTreeTests {
  @Test func `children follow their parent in start order, whatever the order of arrival`() {
    let tree = TraceTree(
      SpanBatch([
        .test(4, under: 2, 30...40), .test(3, under: 1, 50...60), .test(2, under: 1, 20...45), .test(1, 0...100),
      ]))
    #expect(tree.nodes.map(\.row) == [3, 2, 0, 1])
    #expect(tree.nodes.map(\.depth) == [0, 1, 2, 1])
    #expect(tree.nodes.map(\.parent) == [nil, 0, 1, 0])
    #expect(tree.nodes.map(\.subtreeEnd) == [4, 3, 3, 4])
    #expect(tree.roots == [0])
    #expect(tree.children(of: 0) == [1, 3])
    #expect(tree.nodes.allSatisfy { $0.warnings.isEmpty })
  }

  @Test func `spans that start together keep their order of arrival`() {
    let tree = TraceTree(SpanBatch([.test(1), .test(9, under: 1), .test(5, under: 1), .test(7, under: 1)]))
    #expect(tree.nodes.map(\.row) == [0, 1, 2, 3])
  }

  @Test func `self time leaves out what any child covers, counting overlaps once and clipping to the span`() {
    let tree = TraceTree(
      SpanBatch([
        .test(1, 100...200), .test(2, under: 1, 110...130), .test(3, under: 1, 120...140),
        .test(4, under: 1, 190...250), .test(5, under: 1, 50...105), .test(6, under: 1, 125...128),
        .test(7, under: 1, 300...400),
      ]))
    #expect(tree.nodes[0].selfTimeNanoseconds == 100 - 30 - 10 - 5)
    #expect(tree.nodes.filter { $0.depth == 1 }.map(\.selfTimeNanoseconds).sorted() == [3, 20, 20, 55, 60, 100])
  }

  @Test func `a span whose parent is missing becomes a root that says so`() {
    let tree = TraceTree(SpanBatch([.test(2, under: 9, 0...10), .test(1, 5...20), .test(3, under: 2, 1...2)]))
    #expect(tree.roots.map { tree.nodes[$0].row } == [0, 1])
    #expect(tree.nodes[0].warnings == [.missingParent(SpanID(rawValue: 9))])
    #expect(tree.nodes[0].hasMissingParent)
    #expect(tree.principalRoot?.row == 1)
  }

  @Test func `a span that names itself as parent becomes a root`() {
    let tree = TraceTree(SpanBatch([.test(1, under: 1), .test(2, under: 1)]))
    #expect(tree.nodes.map(\.depth) == [0, 1])
    #expect(tree.nodes[0].warnings == [.selfParent])
  }

  @Test func `a circle is cut above its earliest span and keeps its other spans and branches`() {
    let tree = TraceTree(
      SpanBatch([
        .test(1, under: 3, 20...30), .test(2, under: 1, 10...30), .test(3, under: 2, 15...30),
        .test(4, under: 1, 25...26),
      ]))
    #expect(tree.nodes.map(\.row) == [1, 2, 0, 3])
    #expect(tree.nodes.map(\.warnings) == [[.cycle], [], [], []])
  }

  @Test func `a server span that shares its ID with a client span hangs below it and has its children`() {
    let tree = TraceTree(
      SpanBatch([
        .test(1, 0...100, kind: .client), .test(1, 10...90, kind: .server), .test(2, under: 1, 20...30),
      ]))
    #expect(tree.nodes.map(\.row) == [0, 1, 2])
    #expect(tree.nodes.map(\.depth) == [0, 1, 2])
    #expect(tree.nodes.allSatisfy { $0.warnings.isEmpty })
  }

  @Test func `children of an ID that several spans have go to the first of them`() {
    let tree = TraceTree(SpanBatch([.test(1, 0...9), .test(2, under: 1, 1...3), .test(1, 5...9)]))
    #expect(tree.nodes.map(\.row) == [0, 1, 2])
    #expect(tree.nodes[2].warnings == [.duplicateSpanID])
  }

  @Test func `a span that ends before it starts has no self time and a warning`() {
    var span = Span.test(1)
    span.endTime = Timestamp(nanoseconds: 5)
    let tree = TraceTree(SpanBatch([span]))
    #expect(tree.nodes[0].selfTimeNanoseconds == 0)
    #expect(tree.nodes[0].warnings == [.endsBeforeStart])
  }

  @Test func `a chain of 20,000 spans is assembled without recursion`() {
    let count: UInt64 = 20_000
    let tree = TraceTree(SpanBatch((1...count).map { .test($0, under: $0 - 1, $0...(2 * count - $0)) }))
    #expect(tree.nodes.last?.depth == Int(count) - 1)
    #expect(tree.nodes.allSatisfy { $0.subtreeEnd == Int(count) })
    #expect(tree.nodes[0].selfTimeNanoseconds == 2)
  }

  @Test func `a circle of 20,000 spans becomes a chain`() {
    let count: UInt64 = 20_000
    let tree = TraceTree(SpanBatch((1...count).map { .test($0, under: $0 == 1 ? count : $0 - 1, $0...50_000) }))
    #expect(tree.roots == [0])
    #expect(tree.nodes.last?.depth == Int(count) - 1)
  }

  @Test func `an empty batch gives an empty tree`() {
    let tree = TraceTree(SpanBatch())
    #expect(tree.nodes.isEmpty && tree.roots.isEmpty && tree.principalRoot == nil)
  }

  @Test(arguments: 0..<40 as Range<UInt64>)
  func `every span of a random, broken trace has exactly one place below its parent`(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let spans = (0..<200).map { _ in
      let start = UInt64(generator.number(0...500))
      let kind: SpanKind = generator.pick([.client, .server, .internal])
      return Span.test(
        UInt64(generator.number(1...150)), under: UInt64(generator.number(0...160)),
        start...(start + UInt64(generator.number(0...300))), kind: kind)
    }
    let tree = TraceTree(SpanBatch(spans))
    #expect(tree.nodes.map(\.row).sorted() == Array(0..<200), "seed \(seed)")
    for (place, node) in tree.nodes.enumerated() {
      #expect(place < node.subtreeEnd, "seed \(seed)")
      guard let parent = node.parent else { continue }
      #expect(parent < place && node.subtreeEnd <= tree.nodes[parent].subtreeEnd, "seed \(seed)")
      #expect(node.depth == tree.nodes[parent].depth + 1, "seed \(seed)")
      #expect(node.selfTimeNanoseconds <= spans[node.row].durationNanoseconds, "seed \(seed)")
    }
  }
}
