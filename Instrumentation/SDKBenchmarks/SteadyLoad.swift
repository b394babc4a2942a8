import Logging
import Skein
import Tracing

/// 20,000 spans and 20,000 log records a second, in steps of ten milliseconds, to a real collector.
struct SteadyLoad {
  private static let perSecond = 20_000
  private static let stepsPerSecond = 100

  let configuration: TelemetryConfiguration

  init(_ configuration: TelemetryConfiguration) { self.configuration = configuration }

  func run(seconds: Int) async {
    let telemetry = Telemetry(configuration)
    let logger = telemetry.logger(label: "bench")
    let clock = ContinuousClock()
    let start = clock.now
    var made = 0
    for step in 1...(seconds * Self.stepsPerSecond) {
      for index in 0..<(Self.perSecond / Self.stepsPerSecond) {
        telemetry.tracer.withSpan("GET /api/items/{id}", ofKind: .server) { span in
          span.attributes["http.request.method"] = "GET"
          span.attributes["http.route"] = "/api/items/{id}"
          span.attributes["http.response.status_code"] = 200
          span.attributes["url.path"] = "/api/items/4711"
          span.attributes["request.index"] = index
          logger.info("order placed", metadata: ["order.id": "4711", "tier": "gold", "payment": "card"])
        }
        made += 1
      }
      try? await clock.sleep(until: start + .milliseconds(1000 / Self.stepsPerSecond) * step)
    }
    let elapsed = clock.now - start
    await telemetry.shutdown()
    let counts = telemetry.counts
    print("made \(made) spans and log records each, in \(elapsed)")
    print("spans \(counts.spans)")
    print("log records \(counts.logRecords)")
    print("peak memory: \(PeakMemory.text)")
  }
}
