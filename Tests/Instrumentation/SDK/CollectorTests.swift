import CoreMetrics
import Foundation
import Logging
import OTLPFormat
import Skein
import SkeinTesting
import TelemetryModel
import Testing
import Tracing

/// The library against the real collector.
struct CollectorTests {
  @Test func `spans, logs and metrics of a service are in the collector`() async throws {
    try await withCollector { collector in
      let shop = collector.telemetry(serviceName: "shop")
      let logger = shop.logger(label: "shop")
      let traceID = shop.tracer.withSpan("checkout") { span in
        shop.tracer.withSpan("charge card") { _ in logger.info("charged", metadata: ["amount": "3"]) }
        return span.context.spanContext?.traceID ?? ""
      }
      shop.metricsFactory.makeCounter(label: "orders", dimensions: []).increment(by: 2)

      let trace = try await collector.trace(traceID)
      #expect(trace.map(\.name) == ["checkout", "charge card"])
      #expect(trace.last?.parentSpanID == trace.first?.spanID)
      #expect(trace.first?.resource["service.name"] == "shop")
      let records = try await collector.logRecords()
      #expect(records.map(\.message) == ["charged"])
      #expect(records.first?.spanID == trace.last?.spanID)
      #expect(try await collector.dataPoints().first { $0.name == "orders" }?.value == .integer(2))
      #expect(shop.counts.spans.exported == 2)
    }
  }

  @Test func `two services are joined by what goes between them`() async throws {
    try await withCollector { collector in
      let web = collector.telemetry(serviceName: "web")
      let orders = collector.telemetry(serviceName: "orders")
      web.tracer.withSpan("request", ofKind: .client) { span in
        let headers = Headers.injected(web.tracer, span.context)
        orders.tracer.withSpan("handle", context: Headers.extracted(orders.tracer, headers), ofKind: .server) { _ in }
      }
      let spans = try await collector.spans(atLeast: 2)
      #expect(Set(spans.map(\.traceID)).count == 1)
      #expect(Set(spans.map { $0.resource["service.name"] }) == ["web", "orders"])
    }
  }

  @Test func `a failing test leaves its trace in a file`() async throws {
    struct Failed: Error {}
    let file = FileManager.default.temporaryDirectory.path + "/skein-kept-\(UUID().uuidString).jsonl"
    defer { try? FileManager.default.removeItem(atPath: file) }
    await #expect(throws: Failed.self) {
      try await withCollector(keepingFailureIn: file) { collector in
        collector.telemetry(serviceName: "shop").tracer.startSpan("doomed").end()
        throw Failed()
      }
    }
    let line = try #require(FileManager.default.contents(atPath: file)?.split(separator: 0x0A).first)
    #expect(try OTLPJSON.decodeTraces(Array(line)).batch.spans.map(\.name) == ["doomed"])
  }
}
