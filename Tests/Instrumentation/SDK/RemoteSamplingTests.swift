import Skein
import Testing
import Tracing

struct RemoteSamplingTests {
  private static func answer(_ json: String) -> FakeCollector.Answer { .init(body: Array(json.utf8)) }

  /// Records 100 spans of each name after the sampler has had an answer.
  private func sampled(_ json: String, names: [String] = ["root"]) async throws -> [String: Int] {
    let strategies = try await FakeCollector.start([Self.answer(json)])
    let collector = try await FakeCollector.start()
    var configuration = TelemetryConfiguration(serviceName: "a service")
    configuration.exporter.endpoint = collector.endpoint
    configuration.tracing.sampler = .parentBased(
      root: .remote(strategies.endpoint + "/sampling", interval: .seconds(3600), initialRatio: 0))
    let telemetry = Telemetry(configuration)
    while strategies.requests.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
    #expect(strategies.requests.first?.path == "/sampling?service=a%20service")
    // The answer is on its way once the request is there.
    var counts: [String: Int] = [:]
    for _ in 0..<200 where counts.values.allSatisfy({ $0 == 0 }) {
      try await Task.sleep(for: .milliseconds(5))
      for name in names {
        for _ in 0..<100 {
          let span = telemetry.tracer.startSpan(name)
          counts[name, default: 0] += span.isRecording ? 1 : 0
          span.end()
        }
      }
    }
    await telemetry.shutdown()
    try await strategies.stop()
    try await collector.stop()
    return counts
  }

  @Test func `a probability is followed`() async throws {
    let counts = try await sampled(
      #"{"strategyType":"PROBABILISTIC","probabilisticSampling":{"samplingRate":1}}"#)
    #expect(counts == ["root": 100])
  }

  @Test func `a rate is followed`() async throws {
    let counts = try await sampled(
      #"{"strategyType":1,"rateLimitingSampling":{"maxTracesPerSecond":7}}"#)
    #expect(counts["root"] == 7)
  }

  @Test func `operations have probabilities of their own`() async throws {
    let counts = try await sampled(
      """
      {"operationSampling":{"defaultSamplingProbability":0,"perOperationStrategies":[
        {"operation":"GET /cart","probabilisticSampling":{"samplingRate":1}}]}}
      """, names: ["GET /cart", "GET /health"])
    #expect(counts == ["GET /cart": 100, "GET /health": 0])
  }

  @Test(arguments: ["", "{}", "[]", "{\"probabilisticSampling\":{\"samplingRate\":\"all\"}}"])
  func `an answer that makes no sense leaves what there was`(_ json: String) async throws {
    #expect(try await sampled(json) == ["root": 0])
  }
}
