import Skein
import Testing
import Tracing

struct SpanTests {
  let memory = InMemoryTelemetry()
  var tracer: SkeinTracer { memory.telemetry.tracer }

  @Test func `a span arrives with everything that was said about it`() async throws {
    let span = tracer.startSpan("GET /cart", ofKind: .server, at: Instant(1_000))
    span.attributes["http.route"] = "/cart"
    span.attributes["items"] = 3
    span.attributes["ratio"] = 0.5
    span.attributes["is.member"] = true
    span.attributes["sizes"] = [1, 2, 3]
    span.addEvent(SpanEvent(name: "looked up", at: Instant(1_500), attributes: ["hit": false]))
    span.setStatus(SpanStatus(code: .error, message: "sold out"))
    span.operationName = "GET /cart/{id}"
    span.end(at: Instant(2_000))

    let recorded = try #require(await memory.spans().first)
    #expect(recorded.name == "GET /cart/{id}")
    #expect(recorded.kind == .server)
    #expect(recorded.startNanoseconds == 1_000)
    #expect(recorded.endNanoseconds == 2_000)
    #expect(
      recorded.attributes == [
        "http.route": "/cart", "items": 3, "ratio": 0.5, "is.member": true, "sizes": .array([1, 2, 3]),
      ])
    #expect(recorded.events.map(\.name) == ["looked up"])
    #expect(recorded.events.first?.attributes == ["hit": false])
    #expect(recorded.status == SpanStatus(code: .error, message: "sold out"))
    #expect(recorded.parentSpanID == nil)
    #expect(recorded.resource["service.name"] == "test")
  }

  @Test func `spans nest by the context that they run under`() async throws {
    try await memory.telemetry.withTelemetry {
      try await withSpan("outer") { _ in
        try await withSpan("inner") { _ in try await Task.sleep(for: .milliseconds(1)) }
      }
    }
    let spans = await memory.spans()
    let inner = try #require(spans.first { $0.name == "inner" })
    let outer = try #require(spans.first { $0.name == "outer" })
    #expect(inner.parentSpanID == outer.spanID)
    #expect(inner.traceID == outer.traceID)
    #expect(!inner.isParentRemote)
  }

  @Test func `a thrown error is an event, an error type and a status`() async throws {
    struct SoldOut: Error {}
    await memory.telemetry.withTelemetry {
      try? withSpan("buy") { _ in throw SoldOut() }
    }
    let span = try #require(await memory.spans().first)
    #expect(span.status?.code == .error)
    #expect(span.events.first?.name == "exception")
    #expect(span.attributes["error.type"]?.description.contains("SoldOut") == true)
  }

  @Test func `what is said after the end is ignored, and only the first end counts`() async throws {
    let span = tracer.startSpan("once")
    span.end(at: Instant(UInt64.max / 2))
    span.attributes["late"] = true
    span.operationName = "late"
    span.addEvent("late")
    span.end()
    let spans = await memory.spans()
    #expect(spans.count == 1)
    #expect(spans.first?.name == "once")
    #expect(spans.first?.attributes.isEmpty == true)
    #expect(!span.isRecording)
  }

  @Test func `an attribute may be computed from the span that it is set on`() async throws {
    let span = tracer.startSpan("self")
    span.attributes["a"] = 1
    span.updateAttributes { attributes in
      attributes["b"] = span.attributes.get("a")
      span.operationName = "renamed"
    }
    span.end()
    let recorded = try #require(await memory.spans().first)
    #expect(recorded.attributes == ["a": 1, "b": 1])
    #expect(recorded.name == "renamed")
  }

  @Test func `an end in the middle of a change waits for it`() async throws {
    let span = tracer.startSpan("race")
    func change(_ attributes: inout SpanAttributes) {
      span.end(at: Instant(UInt64.max / 2))
      attributes["set"] = true
    }
    change(&span.attributes)
    #expect(await memory.spans().first?.attributes == ["set": true])
  }

  @Test func `links name the spans that they point to`() async throws {
    let producer = tracer.startSpan("send", ofKind: .producer)
    let consumer = tracer.startSpan("process", context: .topLevel, ofKind: .consumer)
    consumer.addLink(producer, attributes: ["batch": 1])
    consumer.end()
    producer.end()
    let spans = await memory.spans()
    let sent = try #require(spans.first { $0.name == "send" })
    let link = try #require(spans.first { $0.name == "process" }?.links.first)
    #expect(link.traceID == sent.traceID)
    #expect(link.spanID == sent.spanID)
    #expect(link.attributes == ["batch": 1])
  }

  @Test func `limits of a span hold, and what is beyond is counted`() async throws {
    var configuration = TelemetryConfiguration(serviceName: "limits")
    configuration.tracing.limits.attributeCount = 2
    configuration.tracing.limits.eventCount = 1
    configuration.tracing.limits.linkCount = 1
    configuration.tracing.limits.valueByteCount = 5
    let memory = InMemoryTelemetry(configuration)
    let span = memory.telemetry.tracer.startSpan("much")
    for index in 0..<5 { span.attributes["k\(index)"] = "grün grün" }
    span.addEvent("one")
    span.addEvent("two")
    for _ in 0..<3 { span.addLink(span) }
    span.end()
    let recorded = try #require(await memory.spans().first)
    #expect(recorded.attributes.count == 2)
    #expect(recorded.attributes.values.allSatisfy { $0 == "grün" })
    #expect(recorded.droppedAttributeCount == 3)
    #expect(recorded.events.count == 1)
    #expect(recorded.droppedEventCount == 1)
    #expect(recorded.links.count == 1)
    #expect(recorded.droppedLinkCount == 2)
  }

  @Test func `every span of a hundred thousand tasks arrives, once`() async throws {
    var configuration = TelemetryConfiguration(serviceName: "many")
    configuration.tracing.queue.recordLimit = 200_000
    configuration.tracing.queue.byteLimit = 64 << 20
    let memory = InMemoryTelemetry(configuration)
    let tracer = memory.telemetry.tracer
    await withTaskGroup { group in
      for index in 0..<100_000 {
        group.addTask {
          tracer.withSpan("task") { span in span.attributes["index"] = index }
        }
      }
    }
    let spans = await memory.spans()
    #expect(spans.count == 100_000)
    #expect(Set(spans.map(\.spanID)).count == 100_000)
    let indices = Set(
      spans.compactMap { span in if case .integer(let index) = span.attributes["index"] { index } else { nil } })
    #expect(indices.count == 100_000)
    #expect(memory.telemetry.counts.spans.dropped == 0)
    #expect(memory.telemetry.counts.spans.exported == 100_000)
  }
}

struct Instant: TracerInstant {
  let nanosecondsSinceEpoch: UInt64

  init(_ nanoseconds: UInt64) { nanosecondsSinceEpoch = nanoseconds }

  static func < (left: Self, right: Self) -> Bool { left.nanosecondsSinceEpoch < right.nanosecondsSinceEpoch }
}

extension RecordedValue {
  var description: String { if case .string(let text) = self { text } else { "" } }
}
