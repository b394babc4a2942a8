import AsyncHTTPClient
import HTTPService
import NIOCore
import TelemetryTransfer

/// Waits until a collector has merged what it received, and asks what that cost.
struct BenchSettling {
  struct Figures: Sendable {
    var seconds = 0.0
    var mergeCPUSeconds = 0.0
    var levelZeroSpanCount = 0
    var spanCount = 0
    var duplicateCount = 0
    var isSettled = false
  }

  /// Settled is what has not changed for so long.
  private static let calmSeconds = 3.0
  private static let pollInterval = Duration.milliseconds(250)

  let endpoint: HTTPEndpoint
  let longestSeconds: Double

  func run() async throws -> Figures {
    let client = HTTPClient(configuration: .telemetryTransfer)
    defer { client.shutdown { _ in } }
    let start = ContinuousClock.now
    var latest: [String: Double] = [:]
    var calmSince = start
    var isSettled = false
    while !isSettled, (ContinuousClock.now - start) / .seconds(1) < longestSeconds {
      let metrics = try await metrics(client)
      let watched = metrics.filter { $0.key.hasPrefix("skein_store_") || $0.key.hasPrefix("skein_maintenance_rounds") }
      if watched != latest { calmSince = .now }
      latest = watched
      let isMerged = metrics[#"skein_store_spans{level="0"}"#] == 0
      isSettled = isMerged && (ContinuousClock.now - calmSince) / .seconds(1) >= Self.calmSeconds
      if !isSettled { try await Task.sleep(for: Self.pollInterval) }
    }
    let metrics = try await metrics(client)
    func number(_ name: String) -> Int { Int(metrics[name] ?? 0) }
    return Figures(
      seconds: (ContinuousClock.now - start) / .seconds(1),
      mergeCPUSeconds: metrics["skein_maintenance_cpu_seconds_total"] ?? 0,
      levelZeroSpanCount: number(#"skein_store_spans{level="0"}"#),
      spanCount: number(#"skein_store_spans{level="0"}"#) + number(#"skein_store_spans{level="1"}"#),
      duplicateCount: number("skein_maintenance_duplicates_removed_total"), isSettled: isSettled)
  }

  private func metrics(_ client: HTTPClient) async throws -> [String: Double] {
    let response = try await client.execute(HTTPClientRequest(url: "http://\(endpoint)/metrics"), timeout: .seconds(10))
    let text = String(buffer: try await response.body.collect(upTo: 1 << 20))
    var metrics: [String: Double] = [:]
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      guard let space = line.lastIndex(of: " "), let value = Double(line[line.index(after: space)...]) else { continue }
      metrics[String(line[..<space])] = value
    }
    return metrics
  }
}
