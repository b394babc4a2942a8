import BoundedZlib
import Foundation
import Logging
import NIOHTTP1
import OTLPFormat
import Skein
import TelemetryModel
import Testing
import Tracing

/// Requests that wait on disk, over real connections and real files.
struct SpoolTests {
  /// A folder that is gone when the test is over.
  private final class Folder {
    let path = FileManager.default.temporaryDirectory.path + "/skein-spool-\(UUID().uuidString)"

    var names: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted() }

    var byteCount: Int { names.reduce(0) { $0 + (contents($1)?.count ?? 0) } }

    func contents(_ name: String) -> Data? { FileManager.default.contents(atPath: path + "/" + name) }

    func write(_ data: Data, to name: String) throws { try data.write(to: URL(fileURLWithPath: path + "/" + name)) }

    deinit { try? FileManager.default.removeItem(atPath: path) }
  }

  private let folder = Folder()

  private func telemetry(
    to endpoint: String, _ change: (inout TelemetryConfiguration) -> Void = { _ in }
  ) -> Telemetry {
    var configuration = TelemetryConfiguration(serviceName: "shop")
    configuration.exporter.endpoint = endpoint
    configuration.exporter.retry.firstDelay = .milliseconds(1)
    configuration.exporter.retry.largestDelay = .milliseconds(20)
    configuration.exporter.spool = SpoolConfiguration(directory: folder.path)
    configuration.tracing.queue.batchLimit = 100
    configuration.metrics.isEnabled = false
    configuration.shutdownTimeout = .seconds(60)
    change(&configuration)
    return Telemetry(configuration)
  }

  /// Waits for what will come, however slow the machine is.
  private func eventually(_ isTrue: () -> Bool) async throws {
    for _ in 0..<12_000 where !isTrue() { try await Task.sleep(for: .milliseconds(10)) }
    try #require(isTrue())
  }

  /// An address at which nobody answers.
  private static func nowhere() async throws -> String {
    let collector = try await FakeCollector.start()
    try await collector.stop()
    return collector.endpoint
  }

  private func spanNames(_ collector: FakeCollector) throws -> [String] {
    try collector.requests.filter { $0.path == "/v1/traces" }.flatMap { request in
      var inflater = Inflater(.gzip)
      let body = try inflater.inflate(request.body.span.bytes, byteLimit: 64 << 20)
      return try OTLPProtobuf.decodeTraces(body).batch.spans.map(\.name)
    }
  }

  private func work(_ telemetry: Telemetry, _ numbers: Range<Int>) {
    for number in numbers { telemetry.tracer.startSpan("work \(number)").end() }
  }

  @Test func `what a busy collector does not take waits on disk and is sent once it does`() async throws {
    let busy = FakeCollector.Answer(status: .serviceUnavailable)
    let collector = try await FakeCollector.start(Array(repeating: busy, count: 5))
    let telemetry = telemetry(to: collector.endpoint)
    work(telemetry, 0..<1000)
    try await eventually { telemetry.counts.spans.exported == 1000 }
    #expect(telemetry.counts.spans.spooled == 0)
    await telemetry.shutdown()
    #expect(folder.names.isEmpty)
    let accepted = try spanNames(collector).dropFirst(500)
    #expect(accepted.count == 1000 && Set(accepted).count == 1000)
    try await collector.stop()
  }

  @Test func `what a service leaves behind is sent by the next one, spans and log records`() async throws {
    let first = telemetry(to: try await Self.nowhere())
    work(first, 0..<1050)
    first.logger(label: "shop").info("paid")
    await first.shutdown()
    #expect(first.counts.spans.spooled == 1050)
    #expect(first.counts.logRecords.spooled == 1)
    #expect(first.counts.spans.failed == 0)
    #expect(folder.names.count == 12)

    let collector = try await FakeCollector.start()
    let second = telemetry(to: collector.endpoint)
    try await eventually { second.counts.spans.exported == 1050 && second.counts.logRecords.exported == 1 }
    #expect(second.counts.spans.recovered == 1050)
    #expect(second.counts.spans.accepted == 0 && second.counts.spans.spooled == 0)
    await second.shutdown()
    #expect(folder.names.isEmpty)
    #expect(Set(try spanNames(collector)) == Set((0..<1050).map { "work \($0)" }))
    #expect(Set(collector.requests.map(\.path)) == ["/v1/traces", "/v1/logs"])
    try await collector.stop()
  }

  @Test func `the oldest give way when space is short, and every record is accounted for`() async throws {
    let first = telemetry(to: try await Self.nowhere()) { $0.exporter.spool?.byteLimit = 20_000 }
    for hundred in 0..<40 {
      work(first, hundred * 100..<(hundred + 1) * 100)
      await first.flush()
    }
    await first.shutdown()
    let counts = first.counts.spans
    #expect(counts.accepted == 4000)
    #expect(counts.lost > 0 && counts.spooled > 0)
    #expect(counts.lost + counts.spooled == 4000)
    #expect(folder.byteCount <= 20_000)

    let collector = try await FakeCollector.start()
    let second = telemetry(to: collector.endpoint)
    try await eventually { second.counts.spans.exported == counts.spooled }
    await second.shutdown()
    #expect(try spanNames(collector).sorted() == (counts.lost..<4000).map { "work \($0)" }.sorted())
    try await collector.stop()
  }

  @Test func `a damaged file is set aside and counted, and nothing else is touched`() async throws {
    let first = telemetry(to: try await Self.nowhere())
    work(first, 0..<500)
    await first.shutdown()
    let names = folder.names
    try #require(names.count == 5)
    var flipped = try #require(folder.contents(names[1]))
    flipped[flipped.count / 2] ^= 1
    try folder.write(flipped, to: names[1])
    try folder.write(try #require(folder.contents(names[2])).prefix(100), to: names[2])
    try folder.write(Data(), to: names[3])
    try folder.write(Data("mine".utf8), to: "notes.txt")
    try folder.write(Data("half".utf8), to: names[0] + ".draft")

    let collector = try await FakeCollector.start()
    let second = telemetry(to: collector.endpoint)
    try await eventually { second.counts.spans.exported + second.counts.spans.lost == 500 }
    await second.shutdown()
    #expect(second.counts.spans.exported == 200)
    #expect(second.counts.spans.lost == 300)
    #expect(folder.names == names[1...3].map { $0 + ".damaged" } + ["notes.txt"])
    #expect(try spanNames(collector).count == 200)
    try await collector.stop()
  }

  @Test func `a file is laid out as documented`() async throws {
    let first = telemetry(to: try await Self.nowhere())
    work(first, 0..<3)
    await first.shutdown()
    let name = try #require(folder.names.first)
    #expect(name == "00000000000000000000-traces-3.otlp")
    let bytes = [UInt8](try #require(folder.contents(name)))
    #expect(Array(bytes[..<12]) == Array("skeinspl".utf8) + [1, 1, 0, 0])
    #expect(Array(bytes[12..<16]) == [3, 0, 0, 0])
    let body = Array(bytes[24...])
    #expect((0..<4).reduce(0) { $0 | Int(bytes[16 + $1]) << (8 * $1) } == body.count)
    var inflater = Inflater(.gzip)
    let request = try inflater.inflate(body.span.bytes, byteLimit: 1 << 20)
    #expect(try OTLPProtobuf.decodeTraces(request).batch.spans.count == 3)
  }

  @Test func `a folder that another process has, or that cannot be made, leaves things in memory`() async throws {
    let endpoint = try await Self.nowhere()
    let first = telemetry(to: endpoint)
    work(first, 0..<100)
    try await eventually { first.counts.spans.spooled == 100 }
    let second = telemetry(to: endpoint) { $0.shutdownTimeout = .milliseconds(100) }
    work(second, 0..<7)
    await second.shutdown()
    #expect(second.counts.spans.failed == 7 && second.counts.spans.recovered == 0)

    let collector = try await FakeCollector.start([.init(status: .serviceUnavailable)])
    let third = telemetry(to: collector.endpoint) { $0.exporter.spool?.directory = "/dev/null/spool" }
    work(third, 0..<100)
    try await eventually { third.counts.spans.exported == 100 }
    await third.shutdown()
    await first.shutdown()
    try await collector.stop()
  }

  @Test func `a request that will never be taken does not hold up the others`() async throws {
    let first = telemetry(to: try await Self.nowhere())
    work(first, 0..<300)
    await first.shutdown()
    let collector = try await FakeCollector.start([.init(status: .badRequest)])
    let second = telemetry(to: collector.endpoint)
    try await eventually { second.counts.spans.exported + second.counts.spans.rejected == 300 }
    #expect(second.counts.spans.rejected == 100)
    await second.shutdown()
    #expect(folder.names.isEmpty)
    try await collector.stop()
  }

  @Test func `a collector that hangs keeps nobody waiting and nothing in memory`() async throws {
    let collector = try await FakeCollector.start([.init(isMissing: true)])
    let telemetry = telemetry(to: collector.endpoint) {
      $0.exporter.timeout = .seconds(600)
      $0.shutdownTimeout = .milliseconds(200)
      $0.tracing.queue.recordLimit = 1000
    }
    work(telemetry, 0..<100)
    try await eventually { collector.requests.count == 1 }
    for hundred in 1..<50 {
      // No more at once than the queue has room for.
      try await eventually { telemetry.counts.spans.accepted - telemetry.counts.spans.spooled <= 900 }
      work(telemetry, hundred * 100..<(hundred + 1) * 100)
    }
    await telemetry.shutdown()
    let counts = telemetry.counts.spans
    #expect(counts.accepted == 5000 && counts.dropped == 0)
    #expect(counts.spooled == 5000, "what was being sent when the service ended may not have arrived")
    try await collector.stop()
  }
}
