import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import NIOPosix
import OTLPReceiver
import SpanIngest
import TelemetryModel
import TelemetryStorage
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

  @Test("Services ask for their strategy on the port that they send to; without a file there is none")
  func route() async throws {
    let strategies = try SamplingStrategies(file: Array(Self.file.utf8))
    #expect(try await answer(strategies, "/sampling?service=web") == (.ok, strategies.answer(service: "web")))
    #expect(
      try await answer(strategies, "/sampling?service=caf%C3%A9") == (.ok, strategies.answer(service: "unheard of")))
    #expect(try await answer(strategies, "/sampling") == (.ok, strategies.answer(service: "")))
    #expect(try await answer(nil, "/sampling?service=web").status == .notFound)
    #expect(try await answer(strategies, "/sampling?service=web", .post).status == .notFound)
  }

  private func answer(
    _ strategies: SamplingStrategies?, _ uri: String, _ method: HTTPRequest.Method = .get
  ) async throws -> (status: HTTPResponse.Status, body: [UInt8]) {
    let threads = NIOThreadPool(numberOfThreads: 1)
    threads.start()
    let receiver = OTLPReceiver(ingest: SpanIngest(sink: NoSink()), decodeThreads: threads, strategies: strategies)
    let answer = try await Application(responder: receiver).test(.live) { client in
      try await client.execute(uri: uri, method: method) { response in
        if response.status == .ok { #expect(response.headers[.contentType] == "application/json") }
        return (response.status, Array(response.body.readableBytesView))
      }
    }
    try await threads.shutdownGracefully()
    return answer
  }
}

/// Nothing is sent to the collector in these tests.
private struct NoSink: SpanSink {
  func append(_ batches: [SpanBatch]) throws(StoreError) {}
}
