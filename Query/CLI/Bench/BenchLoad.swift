import AsyncHTTPClient
import BoundedZlib
import HTTPService
import NIOCore
import NIOHTTP1

/// Sends a corpus over several connections, each with its next request as soon as the last is acknowledged.
struct BenchLoad {
  struct Figures: Sendable {
    var seconds = 0.0
    /// Of every acknowledged request, in seconds.
    var latencies: [Double] = []
    var failedRequestCount = 0
    var retriedRequestCount = 0

    func percentile(_ share: Double) -> Double {
      let sorted = latencies.sorted()
      return sorted.isEmpty ? 0 : sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]
    }
  }

  let corpus: BenchCorpus
  let connectionCount: Int
  let isGzipped: Bool
  let endpoint: HTTPEndpoint

  private static let longestAnswerTime: TimeAmount = .seconds(60)
  private static let attemptCount = 50

  func run() async throws -> Figures {
    var configuration = HTTPClient.Configuration()
    configuration.tracing.tracer = nil
    let client = HTTPClient(configuration: configuration)
    let messages = try BenchMessages(path: corpus.path)
    let start = ContinuousClock.now
    var figures = try await withThrowingTaskGroup(of: Figures.self) { connections in
      for _ in 0..<connectionCount {
        connections.addTask {
          var own = Figures()
          while let message = try messages.next() { try await send(body(of: message), with: client, &own) }
          return own
        }
      }
      return try await connections.reduce(into: Figures()) { sum, own in
        sum.latencies += own.latencies
        sum.failedRequestCount += own.failedRequestCount
        sum.retriedRequestCount += own.retriedRequestCount
      }
    }
    figures.seconds = (ContinuousClock.now - start) / .seconds(1)
    try await client.shutdown()
    return figures
  }

  private func body(of message: [UInt8]) -> ByteBuffer {
    guard isGzipped else { return ByteBuffer(bytes: message) }
    var deflater = Deflater(.gzip, level: 1)
    var packed: [UInt8] = []
    deflater.deflate(message.span.bytes, into: &packed)
    return ByteBuffer(bytes: packed)
  }

  /// Retries what the collector asks to retry; counts what fails for good.
  private func send(_ body: ByteBuffer, with client: HTTPClient, _ figures: inout Figures) async throws {
    for _ in 0..<Self.attemptCount {
      var request = HTTPClientRequest(url: "http://\(endpoint)/v1/traces")
      request.method = .POST
      request.headers.add(name: "content-type", value: "application/x-protobuf")
      if isGzipped { request.headers.add(name: "content-encoding", value: "gzip") }
      request.body = .bytes(body)
      let start = ContinuousClock.now
      let response = try await client.execute(request, timeout: Self.longestAnswerTime)
      _ = try await response.body.collect(upTo: 1 << 20)
      switch response.status {
      case .ok:
        figures.latencies.append((ContinuousClock.now - start) / .seconds(1))
        return
      case .serviceUnavailable, .tooManyRequests:
        figures.retriedRequestCount += 1
        try await Task.sleep(for: .milliseconds(100))
      default:
        figures.failedRequestCount += 1
        return
      }
    }
    figures.failedRequestCount += 1
  }
}
