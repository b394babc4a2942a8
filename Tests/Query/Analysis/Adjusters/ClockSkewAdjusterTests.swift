import TelemetryModel
import Testing
import TraceAnalysis

struct ClockSkewAdjusterTests {
  private func host(_ name: String) -> [Attribute] { [Attribute("host.name", .string(name))] }

  private func adjusted(_ spans: [Span], maximum: UInt64 = 1_000) -> AdjustedTrace {
    var trace = AdjustedTrace(SpanBatch(spans))
    ClockSkewAdjuster(maximumNanoseconds: maximum).adjust(&trace)
    return trace
  }

  private func interval(_ trace: AdjustedTrace, _ row: Int) -> [UInt64] {
    [trace.batch.startTimes[row], trace.batch.endTimes[row]].map { $0.nanoseconds - Timestamp.testEpoch }
  }

  @Test func `a child of another host outside its parent is centred in it, events and descendants included`() {
    let trace = adjusted([
      .test(1, 100...200, resource: host("a")),
      .test(2, under: 1, 20...80, resource: host("b"), events: [SpanEvent(time: .test(30), name: "e")]),
      .test(3, under: 2, 40...50, resource: host("b")),
    ])
    #expect(interval(trace, 0) == [100, 200])
    #expect(interval(trace, 1) == [120, 180])
    #expect(interval(trace, 2) == [140, 150])
    #expect(trace.batch.events[0].time == .test(130))
    #expect(trace.warnings[1] == ["This span's timestamps were adjusted by 100ns"])
    #expect(trace.warnings[2] == ["This span's timestamps were adjusted by 100ns"])
  }

  @Test func `a late child moves back`() {
    let trace = adjusted([.test(1, 100...200, resource: host("a")), .test(2, under: 1, 300...350, resource: host("b"))])
    #expect(interval(trace, 1) == [125, 175])
    #expect(trace.warnings[1] == ["This span's timestamps were adjusted by -175ns"])
  }

  @Test func `a child that outlasts its parent only moves up to the parent's start`() {
    let trace = adjusted([
      .test(1, 100...200, resource: host("a")), .test(2, under: 1, 50...500, resource: host("b")),
      .test(3, under: 1, 150...500, resource: host("b")),
    ])
    #expect(interval(trace, 1) == [100, 550])
    #expect(interval(trace, 2) == [150, 500])
  }

  @Test func `a consumer stays where it is after its producer, with its descendants, but does not start before it`() {
    let trace = adjusted([
      .test(1, 100...200, kind: .producer, resource: host("a")),
      .test(2, under: 1, 500...550, kind: .consumer, resource: host("b")),
      .test(3, under: 2, 510...520, resource: host("b")),
      .test(4, under: 1, 190...250, kind: .consumer, resource: host("b")),
      .test(5, under: 1, 40...50, kind: .consumer, resource: host("c")),
      .test(6, under: 1, 500...550, kind: .server, resource: host("d")),
    ])
    #expect(interval(trace, 1) == [500, 550])
    #expect(interval(trace, 2) == [510, 520])
    #expect(interval(trace, 3) == [190, 250])
    #expect(interval(trace, 4) == [100, 110])
    #expect(interval(trace, 5) == [125, 175], "a call is no message")
    #expect(trace.warnings.keys.sorted() == [4, 5])
  }

  @Test func `a child inside its parent, or on its parent's host, stays`() {
    let trace = adjusted([
      .test(1, 100...200, resource: host("a")), .test(2, under: 1, 120...180, resource: host("b")),
      .test(3, under: 1, 20...30, resource: host("a")),
    ])
    #expect(trace.warnings.isEmpty)
    #expect(interval(trace, 2) == [20, 30])
  }

  @Test func `spans without a host count as being on hosts of their own`() {
    let trace = adjusted([.test(1, 100...200), .test(2, under: 1, 0...20)])
    #expect(interval(trace, 1) == [140, 160])
  }

  @Test func `a host is known by its ID, else its first address, else its name`() {
    let addresses = AttributeValue.array([.string("10.0.0.1"), .string("10.0.0.2")])
    let trace = adjusted([
      .test(1, 100...200, resource: [Attribute("host.id", .string("i")), Attribute("host.name", .string("n"))]),
      .test(2, under: 1, 0...20, resource: [Attribute("host.id", .string("i")), Attribute("host.name", .string("m"))]),
      .test(3, 100...200, resource: [Attribute("host.ip", addresses)]),
      .test(4, under: 3, 0...20, resource: [Attribute("host.ip", .string("10.0.0.1"))]),
    ])
    #expect(trace.warnings.isEmpty)
  }

  @Test func `without a maximum, as by default, the move is only reported`() {
    let trace = adjusted(
      [.test(1, 100...200, resource: host("a")), .test(2, under: 1, 0...20, resource: host("b"))], maximum: 0)
    #expect(interval(trace, 1) == [0, 20])
    #expect(trace.warnings[1] == ["clock skew adjustment disabled; not applying calculated delta of 140ns"])
  }

  @Test func `a move beyond the maximum is only reported`() {
    let trace = adjusted(
      [.test(1, 10_000...12_000, resource: host("a")), .test(2, under: 1, 0...2000, resource: host("b"))])
    #expect(interval(trace, 1) == [0, 2000])
    #expect(
      trace.warnings[1] == [
        "max clock skew adjustment delta of 1µs exceeded; not applying calculated delta of 10µs"
      ])
  }

  @Test func `orphans and duplicate IDs are reported and left alone`() {
    let trace = adjusted([.test(1, under: 9, 0...5), .test(2), .test(2, under: 1, 50...60)])
    #expect(
      trace.warnings == [
        0: ["parent span ID=0000000000000009 is not in the trace; skipping clock skew adjustment"],
        2: ["duplicate span IDs; skipping clock skew adjustment"],
      ])
    #expect(interval(trace, 2) == [50, 60])
  }

  @Test func `times at the ends of the number range do not overflow`() {
    var early = Span.test(1, resource: host("a"))
    early.startTime = Timestamp(nanoseconds: 0)
    early.endTime = Timestamp(nanoseconds: 1)
    var late = Span.test(2, under: 1, resource: host("b"))
    late.startTime = Timestamp(nanoseconds: .max)
    late.endTime = Timestamp(nanoseconds: .max)
    let trace = adjusted([early, late], maximum: .max)
    #expect(trace.batch.startTimes[1].nanoseconds == UInt64(Int64.max))
  }
}
