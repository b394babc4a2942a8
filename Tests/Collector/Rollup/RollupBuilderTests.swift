import Rollups
import TelemetryModel
import TestSupport
import Testing

@Suite("A rollup builder")
struct RollupBuilderTests {
  private func rollup(_ batches: [SpanBatch], identityLimit: Int = RollupLimits.identityCount) -> Rollup {
    var builder = RollupBuilder(identityLimit: identityLimit)
    for batch in batches { builder.add(batch) }
    return builder.finish()
  }

  private func rollup(_ spans: [Span]) -> Rollup { rollup([SpanBatch(spans)]) }

  @Test("counts as a naive computation does, over spans with every field", arguments: [UInt64(1), 2, 3, 4, 5, 6])
  func randomSpans(seed: UInt64) {
    let spans = RandomSpans.make(seed: seed, count: 600)
    #expect(PlainRollup(rollup(spans)) == NaiveRollup.make(spans), "seed \(seed)")
  }

  @Test("counts as a naive computation does, over traces that call in every way", arguments: UInt64(1)...12)
  func randomTraces(seed: UInt64) {
    let spans = RandomTraces.make(seed: seed, traceCount: 30)
    let plain = PlainRollup(rollup(spans))
    let naive = NaiveRollup.make(spans)
    #expect(plain.operations == naive.operations, "seed \(seed)")
    #expect(plain.edges == naive.edges, "seed \(seed)")
    #expect(Set(plain.edges.keys.map(\.link)).count == 4, "seed \(seed)")
  }

  @Test("makes the same of parts as of the whole, whether fed one by one or merged", arguments: UInt64(1)...6)
  func parts(seed: UInt64) {
    let traces = (0..<8).map { RandomTraces.make(seed: seed &* 100 + UInt64($0), traceCount: 3) }
    let whole = PlainRollup(rollup(traces.flatMap(\.self)))
    let fed = rollup(traces.map { SpanBatch($0) })
    var generator = SeededGenerator(seed: seed)
    var merged = traces.map { rollup($0) } + [Rollup()]
    while merged.count > 1 {
      merged.shuffle(using: &generator)
      let last = merged.removeLast()
      merged[0].merge(last)
    }
    #expect(PlainRollup(merged[0]).operations == whole.operations, "seed \(seed)")
    #expect(PlainRollup(fed).operations == whole.operations, "seed \(seed)")
    // Links lead from one trace into another within a part only, in this test: edges are the same too.
    #expect(PlainRollup(merged[0]).edges == whole.edges, "seed \(seed)")
  }

  @Test("names a slowest, a failed and a typical span, whatever the order of the rows")
  func exemplars() throws {
    var spans = (1...99).map { number in
      Span.stub(
        spanID: SpanID(rawValue: UInt64(number)), durationNanoseconds: UInt64(number) * 1_000,
        status: SpanStatus(.error))
    }
    spans.append(.stub(spanID: SpanID(rawValue: 200), durationNanoseconds: 99_000, status: SpanStatus(.error)))
    var generator = SeededGenerator(seed: 1)
    for _ in 0..<5 {
      let series = try #require(rollup(spans.shuffled(using: &generator)).operations.series.first)
      let exemplars = series.statistics.exemplars
      #expect(exemplars.slowest?.spanID == SpanID(rawValue: 99))
      #expect(exemplars.error == exemplars.slowest)
      #expect(exemplars.typical?.spanID == SpanID(rawValue: 50))
      #expect(exemplars.typical?.durationNanoseconds == 50_000)
    }
  }

  @Test("keeps few exemplars where minutes are many and spans are few, errors first")
  func fewExemplars() {
    let spans = (0..<UInt64(2_000)).map { minute -> Span in
      let status = SpanStatus(minute % 100 == 0 ? .error : .unset)
      return .stub(spanID: SpanID(rawValue: minute + 1), start: minute * 60_000_000_000, status: status)
    }
    let series = rollup(spans).operations.series
    #expect(series.count == 2_000)
    #expect(series.count { $0.statistics.exemplars.error != nil } == 20)
    #expect(series.count { $0.statistics.exemplars.slowest != nil } == RollupLimits.smallestExemplarCount)
  }

  @Test("counts what is too many under another name, exactly, by service as far as that goes")
  func overflow() {
    let spans = (0..<1_000).map { number in
      Span.stub(
        spanID: SpanID(rawValue: UInt64(number + 1)), name: "item \(number)", status: SpanStatus(.error),
        service: "service \(number % 40)")
    }
    let rollup = rollup([SpanBatch(spans)], identityLimit: 100)
    #expect(rollup.spanCount == 1_000)
    #expect(rollup.overflowSpanCount == 900)
    #expect(rollup.operations.series.reduce(0) { $0 + $1.statistics.errorCount } == 1_000)
    #expect(rollup.operations.identities.count == 126)
    let names = Set(rollup.operations.identities.map { rollup.strings.text($0.service) })
    #expect(names.count == 41)
    #expect(names.contains(Rollup.overflowName))
  }

  @Test("merges a range of minutes, in steps of several")
  func rangesAndSteps() {
    let spans = (0..<UInt64(60)).map { minute -> Span in
      .stub(spanID: SpanID(rawValue: minute + 1), start: minute * 60_000_000_000)
    }
    var merged = Rollup()
    merged.merge(rollup(spans), minutes: 7...44, step: 10)
    let counts = merged.operations.series.map { ($0.minute, $0.statistics.count) }.sorted { $0 < $1 }
    #expect(counts.map(\.0) == [0, 10, 20, 30, 40])
    #expect(counts.map(\.1) == [3, 10, 10, 10, 5])
  }
}
