import AsyncHTTPClient
import CorpusGenerator
import HTTPService
import OTLPFormat
import TelemetryTransfer

/// Sends a corpus over several connections, each with its next request as soon as the last is acknowledged.
struct BenchLoad {
  struct Figures: Sendable {
    var seconds = 0.0
    /// Of every acknowledged request, its retries included.
    var latencies = LatencyHistogram()
    var failedRequestCount = 0
    var retriedRequestCount = 0

    func milliseconds(_ share: Double) -> Double { Double(latencies.percentile(share)) / 1e6 }
  }

  let corpus: BenchCorpus
  let connectionCount: Int
  let isGzipped: Bool
  let endpoint: HTTPEndpoint

  /// A collector that is measured may be slow: sending is given up late.
  private static let policy = RetryPolicy(
    attemptLimit: 50, firstDelay: .milliseconds(100), longestDelay: .milliseconds(200))

  func run() async throws -> Figures {
    guard let address = TraceEndpoint("http://\(endpoint)") else {
      throw BenchError(description: "\(endpoint) is no address of a collector")
    }
    var configuration = HTTPClient.Configuration.telemetryTransfer
    configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = connectionCount
    let client = HTTPClient(configuration: configuration)
    let sender = SpanSender(to: address, client: client, policy: Self.policy)
    let messages = try BenchMessages(path: corpus.path)
    let start = ContinuousClock.now
    var figures = try await withThrowingTaskGroup(of: Figures.self) { connections in
      for _ in 0..<connectionCount {
        connections.addTask {
          var own = Figures()
          while let message = try messages.next() { await send(message, with: sender, &own) }
          return own
        }
      }
      return try await connections.reduce(into: Figures()) { sum, own in
        sum.latencies.merge(own.latencies)
        sum.failedRequestCount += own.failedRequestCount
        sum.retriedRequestCount += own.retriedRequestCount
      }
    }
    figures.seconds = (ContinuousClock.now - start) / .seconds(1)
    try await client.shutdown()
    return figures
  }

  private func send(_ message: [UInt8], with sender: SpanSender, _ figures: inout Figures) async {
    // How many spans it has is not needed here.
    let request = TelemetryRequest(message, rowCount: 0, .traces, gzips: isGzipped)
    let start = ContinuousClock.now
    do {
      let outcome = try await sender.send(request)
      figures.latencies.record(.now - start)
      figures.retriedRequestCount += outcome.attemptCount - 1
    } catch {
      figures.failedRequestCount += 1
    }
  }
}
