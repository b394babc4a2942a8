import OTLPReceiver
import Testing

struct SamplingStrategiesTests {
  private static let file = """
    {
      "service_strategies": [
        {"service": "cart", "type": "probabilistic", "param": 0.5,
          "operation_strategies": [{"operation": "GET /health", "type": "probabilistic", "param": 0}]},
        {"service": "web", "type": "ratelimiting", "param": 5}
      ],
      "default_strategy": {"type": "probabilistic", "param": 0.1}
    }
    """

  @Test(
    "Each service gets its strategy in the form that Jaeger's clients ask for",
    arguments: [
      (
        "cart",
        #"{"operationSampling":{"defaultSamplingProbability":0.5,"perOperationStrategies":[{"operation":"GET /health","probabilisticSampling":{"samplingRate":0}}]},"probabilisticSampling":{"samplingRate":0.5},"strategyType":"PROBABILISTIC"}"#
      ), ("web", #"{"rateLimitingSampling":{"maxTracesPerSecond":5},"strategyType":"RATE_LIMITING"}"#),
      ("unheard of", #"{"probabilisticSampling":{"samplingRate":0.1},"strategyType":"PROBABILISTIC"}"#),
    ])
  func answers(_ service: String, _ expected: String) throws {
    let strategies = try SamplingStrategies(file: Array(Self.file.utf8))
    #expect(String(decoding: strategies.answer(service: service), as: UTF8.self) == expected)
  }

  @Test("A file without a default samples one trace in a thousand")
  func defaults() throws {
    let strategies = try SamplingStrategies(file: Array("{}".utf8))
    #expect(String(decoding: strategies.answer(service: "any"), as: UTF8.self).contains("0.001"))
  }

  @Test(
    "A file that cannot be used is refused with a reason",
    arguments: [
      "", "[]", #"{"default_strategy":{"type":"coin","param":1}}"#,
      #"{"default_strategy":{"type":"probabilistic","param":1.5}}"#,
      #"{"default_strategy":{"type":"ratelimiting","param":-1}}"#,
      #"{"service_strategies":[{"service":"a","type":"ratelimiting","param":1,"operation_strategies":[{"operation":"o","type":"probabilistic","param":1}]}]}"#,
    ])
  func refusals(_ file: String) {
    #expect(throws: SamplingStrategiesError.self) { try SamplingStrategies(file: Array(file.utf8)) }
  }
}
