import CoreMetrics
import Foundation
import Logging
import Skein
import Synchronization
import Testing
import Tracing

/// Threads of the system rather than tasks, of which only as many run at once as there are cores.
struct ConcurrencyTests {
  private static let threadCount = 32
  private static let roundCount = 500

  @Test func `what thirty-two threads record at once arrives, once`() async throws {
    var configuration = TelemetryConfiguration(serviceName: "threads")
    configuration.logging.level = .info
    let memory = InMemoryTelemetry(configuration)
    let telemetry = memory.telemetry
    let (ends, continuation) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingOldest(Self.threadCount))
    for thread in 0..<Self.threadCount {
      Thread.detachNewThread {
        Self.work(thread, telemetry)
        continuation.yield()
      }
    }
    // Sending goes on meanwhile.
    var iterator = ends.makeAsyncIterator()
    for _ in 0..<Self.threadCount {
      _ = await iterator.next()
      await telemetry.flush()
    }
    let total = Self.threadCount * Self.roundCount
    let spans = await memory.spans()
    #expect(spans.count == 2 * total)
    #expect(Set(spans.map(\.spanID)).count == 2 * total)
    #expect(Set(spans.filter { $0.name == "outer" }.map { $0.attributes["number"] }).count == total)
    let records = await memory.logRecords()
    #expect(records.count == total)
    #expect(Set(records.compactMap(\.spanID)).count == total)
    let points = await memory.dataPoints()
    #expect(points.first { $0.name == "rounds" }?.value == .integer(Int64(total)))
    guard case .histogram(UInt64(total), _, _, _) = points.first(where: { $0.name == "sizes" })?.value else {
      Issue.record("every record counts")
      return
    }
    #expect(telemetry.counts.spans.dropped == 0 && telemetry.counts.logRecords.dropped == 0)
  }

  private static func work(_ thread: Int, _ telemetry: Telemetry) {
    let logger = telemetry.logger(label: "thread")
    let counter = Counter(label: "rounds", dimensions: [], factory: telemetry.metricsFactory)
    let recorder = Recorder(label: "sizes", dimensions: [], aggregate: true, factory: telemetry.metricsFactory)
    for round in 0..<roundCount {
      telemetry.tracer.withSpan("outer") { outer in
        outer.attributes["number"] = thread * roundCount + round
        telemetry.tracer.withSpan("inner") { inner in
          logger.info("round", metadata: ["thread": .stringConvertible(thread)])
          // Two threads may say something about one span.
          outer.addEvent(SpanEvent(name: inner.operationName))
        }
        recorder.record(round)
        counter.increment()
      }
    }
  }
}
