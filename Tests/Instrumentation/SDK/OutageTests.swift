import NIOCore
import NIOEmbedded
import Skein
import Synchronization
import Testing
import Tracing

/// A collector that is gone for an hour, on a clock that the test moves.
struct OutageTests {
  private final class Collector: ExportTransport {
    private struct State {
      var isUp = false
      var receivedCount = 0
      var attempts: [Duration] = []
    }

    private let state = Mutex(State())

    func encode(_ signal: Signal, _ batch: EncodedBatch) -> ExportRequest {
      ExportRequest(body: [], isCompressed: false, recordCount: batch.recordCount)
    }

    func send(_ signal: Signal, _ request: ExportRequest, on loop: any EventLoop) -> EventLoopFuture<ExportReply> {
      let now = Duration.nanoseconds(Int64(loop.now.uptimeNanoseconds))
      let reply: ExportReply = state.withLock { state in
        state.attempts.append(now)
        guard state.isUp else { return .failure }
        state.receivedCount += request.recordCount
        return .answer(status: 200, retryAfter: nil, body: [])
      }
      return loop.makeSucceededFuture(reply)
    }

    func shutdown() async {}

    func comeUp() { state.withLock { $0.isUp = true } }
    var receivedCount: Int { state.withLock { $0.receivedCount } }
    var attempts: [Duration] { state.withLock { $0.attempts } }
  }

  @Test func `memory stays bounded, everything is counted, and sending goes on afterwards`() async throws {
    var configuration = TelemetryConfiguration(serviceName: "patient")
    configuration.metrics.isEnabled = false
    configuration.tracing.queue.recordLimit = 1000
    configuration.tracing.queue.batchLimit = 100
    let collector = Collector()
    let loop = NIOAsyncTestingEventLoop()
    let telemetry = Telemetry(configuration, transport: collector, loop: loop)

    var made = 0
    func work(seconds: Int) async {
      for _ in 0..<seconds {
        for _ in 0..<10 { telemetry.tracer.startSpan("work").end() }
        made += 10
        await loop.advanceTime(by: .seconds(1))
      }
    }
    await work(seconds: 3600)
    let during = telemetry.counts.spans
    #expect(during.accepted + during.dropped == made)
    #expect(during.exported == 0)
    #expect(during.accepted - during.failed <= 1000, "no more than the limit waits")
    #expect(during.failed > 0, "a batch is given up after five minutes")
    #expect(collector.attempts.count < 3600 / 10, "attempts become rare")

    collector.comeUp()
    await work(seconds: 120)
    await loop.advanceTime(by: .seconds(10))
    let after = telemetry.counts.spans
    #expect(after.accepted + after.dropped == made)
    #expect(after.exported == collector.receivedCount)
    #expect(after.exported + after.failed == after.accepted, "nothing waits any longer")
    #expect(after.exported >= 1200)
    await loop.shutdownGracefully()
  }

  @Test func `waits grow, are scattered, and never exceed their limit`() async throws {
    var configuration = TelemetryConfiguration(serviceName: "patient")
    configuration.metrics.isEnabled = false
    let collector = Collector()
    let loop = NIOAsyncTestingEventLoop()
    let telemetry = Telemetry(configuration, transport: collector, loop: loop)
    telemetry.tracer.startSpan("work").end()
    for _ in 0..<3000 { await loop.advanceTime(by: .milliseconds(100)) }
    let attempts = collector.attempts
    let waits = zip(attempts.dropFirst(), attempts).map { $0 - $1 }
    #expect(waits.count > 8)
    for (index, wait) in waits.enumerated() {
      let whole = min(Duration.seconds(1) * Double.power(1.5, index), .seconds(30))
      #expect(wait >= whole * 0.5 && wait <= whole + .milliseconds(200), "wait \(index): \(wait)")
    }
    await loop.shutdownGracefully()
  }
}

extension Double {
  fileprivate static func power(_ base: Double, _ exponent: Int) -> Double {
    (0..<exponent).reduce(1) { product, _ in product * base }
  }
}
