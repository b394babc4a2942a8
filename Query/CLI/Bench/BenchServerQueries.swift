import AsyncHTTPClient
import HTTPService
import NIOCore
import NIOHTTP1
import TelemetryModel
import TelemetryTransfer

/// Asks a query server over the settled store, one request after the other over one connection.
struct BenchServerQueries {
  private static let queryCount = 100
  private static let repetitionCount = 20
  private static let timeout = TimeAmount.seconds(60)

  let samples: BenchSamples
  let endpoint: HTTPEndpoint

  /// A question is left out where this version has no answer to it.
  func run() async throws -> [BenchQueries.Figure] {
    let client = HTTPClient(configuration: .telemetryTransfer)
    defer { client.shutdown { _ in } }
    let services = samples.services.map(PercentEncoding.encode)
    let range = "start=\(samples.start.nanoseconds)&end=\(samples.end.nanoseconds)"
    let microseconds = "start=\(samples.start.nanoseconds / 1_000)&end=\(samples.end.nanoseconds / 1_000)"
    let rates = "/api/skein/v1/red?\(range)&step=60s&groupBy=service"
    let questions: [(name: String, bar: Double?, paths: [String])] = [
      ("HTTP: trace by ID", nil, samples.traces.prefix(Self.queryCount).map { "/api/v3/traces/\($0)" }),
      ("HTTP: search by service", nil, services.map { "/api/traces?service=\($0)&limit=20&\(microseconds)" }),
      ("HTTP: services", nil, repeated("/api/services")),
      ("HTTP: operations", nil, services.map { "/api/services/\($0)/operations" }),
      ("HTTP: storage figures", nil, repeated("/api/skein/v1/storage")),
      ("HTTP: calls per minute by service over all", 20, repeated(rates)),
      ("HTTP: p95 duration per minute by service over all", 50, repeated(rates + "&quantile=0.95")),
    ]
    var figures: [BenchQueries.Figure] = []
    for question in questions {
      var figure = BenchQueries.Figure(name: question.name, bar: question.bar)
      for path in question.paths {
        let start = ContinuousClock.now
        let response = try await client.execute(
          HTTPClientRequest(url: "http://\(endpoint)\(path)"), timeout: Self.timeout)
        _ = try await response.body.collect(upTo: 1 << 30)
        guard response.status == .ok else { break }
        figure.seconds.append((ContinuousClock.now - start) / .seconds(1))
      }
      if !figure.seconds.isEmpty { figures.append(figure) }
    }
    return figures
  }

  private func repeated(_ path: String) -> [String] { Array(repeating: path, count: Self.repetitionCount) }
}
