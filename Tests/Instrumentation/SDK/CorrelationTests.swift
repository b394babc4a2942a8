import Logging
import Skein
import Testing
import Tracing

struct CorrelationTests {
  let memory = InMemoryTelemetry()
  var tracer: SkeinTracer { memory.telemetry.tracer }

  @Test(arguments: [
    ["X-Correlation-ID": "order-4711"], ["baggage": "correlation.id=order-4711"],
    ["X-Correlation-ID": "order-4711", "baggage": "correlation.id=other"],
    ["X-Correlation-ID": "line\nbreak", "baggage": "correlation.id=order-4711"],
  ])
  func `the ID comes from the header, else from the baggage`(_ headers: [String: String]) {
    let context = Headers.extracted(tracer, headers)
    #expect(context.correlationID == "order-4711")
    #expect(Headers.injected(tracer, context)["baggage"] == "correlation.id=order-4711")
  }

  @Test(arguments: ["", "a,b", "a;b", "a b", "\u{1b}[31m", String(repeating: "x", count: 129), "ä"])
  func `an ID that could break something is ignored`(_ id: String) {
    #expect(Headers.extracted(tracer, ["X-Correlation-ID": id]).correlationID == nil)
  }

  @Test func `every span and every log record carries it`() async throws {
    let logger = memory.telemetry.logger(label: "shop")
    await memory.telemetry.withTelemetry {
      await withCorrelationID("order-4711") {
        withSpan("outer") { _ in
          withSpan("inner") { _ in logger.info("charged") }
        }
        logger.info("done")
      }
    }
    #expect(await memory.spans().map(\.correlationID) == ["order-4711", "order-4711"])
    let records = await memory.logRecords()
    #expect(records.map { $0.attributes["correlation.id"] } == ["order-4711", "order-4711"])
    #expect(records.first?.spanID != nil)
    #expect(records.last?.spanID == nil)
  }

  @Test func `an edge makes an ID when there is none, and keeps one that is there`() {
    var context = ServiceContext.topLevel
    let made = memory.telemetry.ensureCorrelationID(in: &context)
    #expect(made?.count == 32)
    #expect(context.correlationID == made)
    #expect(memory.telemetry.ensureCorrelationID(in: &context) == made)
  }

  @Test func `names of header, baggage and attribute can be chosen`() async throws {
    var configuration = TelemetryConfiguration(serviceName: "test")
    configuration.correlation.headerName = "X-Request-ID"
    configuration.correlation.baggageKey = "request"
    configuration.correlation.attributeKey = "request.id"
    configuration.correlation.isHeaderSent = true
    let memory = InMemoryTelemetry(configuration)
    let context = Headers.extracted(memory.telemetry.tracer, ["x-request-id": "r1"])
    memory.telemetry.tracer.withSpan("work", context: context) { span in
      let headers = Headers.injected(memory.telemetry.tracer, span.context)
      #expect(headers["baggage"] == "request=r1")
      #expect(headers["X-Request-ID"] == "r1")
    }
    #expect(await memory.spans().first?.attributes == ["request.id": "r1"])
  }
}
