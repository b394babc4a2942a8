import Skein
import SkeinMessaging
import Testing
import Tracing

struct MessagingTests {
  let memory = InMemoryTelemetry()
  var messaging: TracedMessaging { TracedMessaging(memory.telemetry, system: "broker") }

  private func send(_ id: String, correlationID: String) async -> TracedMessaging.Message {
    await withCorrelationID(correlationID) {
      await messaging.send(.init(id: id, bodyByteCount: 12), to: "orders") { $0 }
    }
  }

  @Test func `a message is processed below the span that sent it, under its correlation ID`() async throws {
    let message = await send("m1", correlationID: "order-4711")
    await messaging.process(message, from: "orders", consumerGroup: "shipping") { _ in
      memory.telemetry.tracer.withSpan("ship") { _ in }
    }
    let spans = await memory.spans()
    let producer = try #require(spans.first { $0.kind == .producer })
    let consumer = try #require(spans.first { $0.kind == .consumer })
    let work = try #require(spans.first { $0.name == "ship" })
    #expect(producer.name == "send orders")
    #expect(consumer.name == "process orders")
    #expect(consumer.traceID == producer.traceID && consumer.parentSpanID == producer.spanID)
    #expect(consumer.isParentRemote)
    #expect(work.parentSpanID == consumer.spanID)
    #expect(spans.map(\.correlationID) == ["order-4711", "order-4711", "order-4711"])
    #expect(consumer.attributes["messaging.system"] == "broker")
    #expect(consumer.attributes["messaging.operation.type"] == "process")
    #expect(consumer.attributes["messaging.destination.name"] == "orders")
    #expect(consumer.attributes["messaging.message.id"] == "m1")
    #expect(consumer.attributes["messaging.message.conversation_id"] == "order-4711")
    #expect(consumer.attributes["messaging.consumer.group.name"] == "shipping")
    #expect(producer.attributes["messaging.message.body.size"] == 12)
  }

  @Test func `a batch links to every producer`() async throws {
    let messages = [
      await send("m1", correlationID: "order-1"), await send("m2", correlationID: "order-2"), .init(id: "bare"),
    ]
    await messaging.process(batch: messages, from: "orders") { _ in }
    let spans = await memory.spans()
    let consumer = try #require(spans.first { $0.kind == .consumer })
    let producers = spans.filter { $0.kind == .producer }
    #expect(consumer.links.map(\.spanID) == producers.map(\.spanID))
    #expect(consumer.links.map { $0.attributes["messaging.message.conversation_id"] } == ["order-1", "order-2"])
    #expect(consumer.attributes["messaging.batch.message_count"] == 3)
  }

  @Test func `a failure is an error of the span and of the metric`() async throws {
    struct Poison: Error {}
    await #expect(throws: Poison.self) {
      try await messaging.process(.init(), from: "orders") { _ in throw Poison() }
    }
    #expect(await memory.spans().first?.status?.code == .error)
    let point = try #require(await memory.dataPoints().first)
    #expect(point.name == "messaging.process.duration")
    #expect(point.attributes["error.type"]?.description.contains("Poison") == true)
  }
}
