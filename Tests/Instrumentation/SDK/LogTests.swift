import Logging
import Skein
import Testing
import Tracing

struct LogTests {
  let memory = InMemoryTelemetry()

  @Test func `a record has its level, message, metadata and place`() async throws {
    var logger = memory.telemetry.logger(label: "shop.cart")
    logger[metadataKey: "request"] = "r1"
    logger.warning("sold out", metadata: ["item": "lamp", "left": .stringConvertible(0), "tags": ["a", ["b": "c"]]])
    let record = try #require(await memory.logRecords().first)
    #expect(record.label == "shop.cart")
    #expect(record.level == "warning")
    #expect(record.message == "sold out")
    #expect(record.attributes["request"] == "r1")
    #expect(record.attributes["item"] == "lamp")
    #expect(record.attributes["left"] == 0)
    #expect(record.attributes["tags"] == .array(["a", .dictionary(["b": "c"])]))
    #expect(record.attributes["code.file.path"]?.description.hasSuffix("LogTests.swift") == true)
    #expect(record.traceID == nil)
  }

  @Test func `a record names the span that it was made in, recorded or not`() async throws {
    let logger = memory.telemetry.logger(label: "shop")
    memory.telemetry.tracer.withSpan("work") { _ in logger.info("within") }
    let context = Headers.extracted(
      memory.telemetry.tracer, ["traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00"])
    memory.telemetry.tracer.withSpan("unsampled", context: context) { _ in logger.info("within") }
    let span = try #require(await memory.spans().first)
    let records = await memory.logRecords()
    #expect(records.first?.traceID == span.traceID)
    #expect(records.first?.spanID == span.spanID)
    #expect(records.last?.traceID == "4bf92f3577b34da6a3ce929d0e0e4736")
  }

  @Test func `what the call says goes before the provider, and that before the logger`() async throws {
    let handler = memory.telemetry.logHandler(
      label: "shop", metadataProvider: Logger.MetadataProvider { ["a": "provider", "b": "provider", "c": "provider"] })
    var logger = Logger(label: "shop") { _ in handler }
    logger[metadataKey: "b"] = "logger"
    logger[metadataKey: "d"] = "logger"
    logger.info("who wins", metadata: ["a": "call"])
    let attributes = try #require(await memory.logRecords().first).attributes
    #expect(attributes["a"] == "call")
    #expect(attributes["b"] == "provider")
    #expect(attributes["c"] == "provider")
    #expect(attributes["d"] == "logger")
  }

  @Test func `levels below the logger's are not made`() async {
    var logger = memory.telemetry.logger(label: "shop")
    logger.debug("not this")
    logger.logLevel = .debug
    logger.debug("this")
    #expect(await memory.logRecords().map(\.message) == ["this"])
  }

  @Test func `metadata of any depth is sent within limits`() async throws {
    var value: Logger.MetadataValue = "bottom"
    for _ in 0..<500 { value = ["next": value] }
    memory.telemetry.logger(label: "deep").info("deep", metadata: ["deep": value])
    #expect(await memory.logRecords().count == 1)
  }

  @Test func `other handlers get the IDs as metadata`() {
    memory.telemetry.tracer.withSpan("work") { span in
      let metadata = Logger.MetadataProvider.skein.get()
      #expect(metadata["trace_id"] == (span.context.spanContext?.traceID).map { .string($0) })
      #expect(metadata["span_id"] == (span.context.spanContext?.spanID).map { .string($0) })
    }
    #expect(Logger.MetadataProvider.skein.get().isEmpty)
  }
}
