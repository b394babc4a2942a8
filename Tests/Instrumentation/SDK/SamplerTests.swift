import Skein
import Testing
import Tracing

struct SamplerTests {
  @Test func `a ratio samples about that part of all traces and says so in the tracestate`() async throws {
    let memory = UnsampledSpanTests.memory(.parentBased(root: .traceIDRatio(0.25)))
    for _ in 0..<4000 { memory.telemetry.tracer.startSpan("root").end() }
    let spans = await memory.spans()
    // Six standard deviations of a binomial distribution: 6 * sqrt(4000 * 0.25 * 0.75) = 164.
    #expect(abs(spans.count - 1000) < 165, "\(spans.count)")
    #expect(spans.allSatisfy { $0.traceState == "ot=th:c" })
  }

  @Test func `services with different ratios sample the same traces, the smaller part within the larger`() async throws
  {
    let large = UnsampledSpanTests.memory(.traceIDRatio(0.5))
    let small = UnsampledSpanTests.memory(.traceIDRatio(0.125))
    for index in 0..<500 {
      let digits = String(UInt64(index) &* 0x9E37_79B9_7F4A_7C15, radix: 16)
      let id = String(repeating: "0", count: 16 - digits.utf8.count) + digits
      for memory in [large, small] {
        let context = Headers.extracted(
          memory.telemetry.tracer, ["traceparent": "00-0000000000000001\(id)-00f067aa0ba902b7-03"])
        memory.telemetry.tracer.startSpan("work", context: context).end()
      }
    }
    let ofLarge = Set(await large.spans().map(\.traceID))
    let ofSmall = Set(await small.spans().map(\.traceID))
    #expect(!ofSmall.isEmpty)
    #expect(ofSmall.isSubset(of: ofLarge))
    #expect(ofSmall.count < ofLarge.count && ofLarge.count < 500)
  }

  @Test func `an explicit random value decides instead of the ID, and other members stay`() async throws {
    let memory = UnsampledSpanTests.memory(.traceIDRatio(0.5))
    for (random, name) in [("80000000000000", "kept"), ("7fffffffffffff", "dropped")] {
      let context = Headers.extracted(
        memory.telemetry.tracer,
        [
          "traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-03",
          "tracestate": "a=1,ot=rv:\(random);th:4,b=2",
        ])
      memory.telemetry.tracer.startSpan(name, context: context).end()
    }
    let spans = await memory.spans()
    #expect(spans.map(\.name) == ["kept"])
    #expect(spans.first?.traceState == "ot=th:8;rv:80000000000000,a=1,b=2")
  }

  @Test func `the chance that a trace had stays with its spans in other services`() async throws {
    let memory = UnsampledSpanTests.memory(.parentBased(root: .alwaysOff))
    let context = Headers.extracted(
      memory.telemetry.tracer,
      ["traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "tracestate": "ot=th:e"])
    memory.telemetry.tracer.startSpan("work", context: context).end()
    #expect(await memory.spans().first?.traceState == "ot=th:e")
  }

  @Test func `a rate limit lets a burst of one second through, then its rate`() async throws {
    let memory = UnsampledSpanTests.memory(.rateLimited(perSecond: 10))
    let second: UInt64 = 1_000_000_000
    func start(_ count: Int, at nanoseconds: UInt64) {
      for _ in 0..<count {
        memory.telemetry.tracer.startSpan("root", at: Instant(nanoseconds)).end(at: Instant(nanoseconds))
      }
    }
    start(100, at: 1000 * second)
    start(100, at: 1000 * second + second / 2)
    start(100, at: 1100 * second)
    let spans = await memory.spans()
    #expect(spans.count { $0.startNanoseconds == 1000 * second } == 10)
    #expect(spans.count { $0.startNanoseconds == 1000 * second + second / 2 } == 5)
    #expect(spans.count { $0.startNanoseconds == 1100 * second } == 10)
  }

  @Test func `a rate below one a second still samples`() async throws {
    let memory = UnsampledSpanTests.memory(.rateLimited(perSecond: 0.1))
    for second in 1...40 {
      let instant = Instant(UInt64(second) * 1_000_000_000)
      memory.telemetry.tracer.startSpan("root", at: instant).end(at: instant)
    }
    #expect(await memory.spans().count == 4)
  }
}
