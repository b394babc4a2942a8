import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import NIOPosix
import OTLPFormat
import OTLPReceiver
import SpanIngest
import Synchronization
import TelemetryModel
import TelemetryStorage
import TestSupport
import Testing

/// Keeps points in memory, and fails while told to.
private final class MemoryStore: SpanSink, MetricPointSink {
  let batches = Mutex<[MetricBatch]>([])
  let error = Mutex<StoreError?>(nil)

  func append(_ batches: [SpanBatch]) throws(StoreError) {}

  func append(_ batches: [MetricBatch]) throws(StoreError) {
    if let error = error.withLock({ $0 }) { throw error }
    self.batches.withLock { $0 += batches }
  }

  var points: [MetricPoint] { batches.withLock { $0.flatMap(\.points) } }
}

@Suite struct MetricReceiverTests {
  private let store = MemoryStore()
  private let spans: SpanIngest
  private let points: MetricIngest

  init() {
    spans = SpanIngest(sink: store)
    points = MetricIngest(sink: store, budget: spans.budget)
  }

  private func post(_ body: [UInt8], _ type: String) async throws -> TestResponse {
    let threads = NIOThreadPool(numberOfThreads: 1)
    threads.start()
    let receiver = OTLPReceiver(ingest: spans, points: points, decodeThreads: threads)
    let response = try await Application(responder: receiver).test(.live) { client in
      try await client.executeRequest(
        uri: "/v1/metrics", method: .post, headers: [.contentType: type], body: ByteBuffer(bytes: body))
    }
    try await threads.shutdownGracefully()
    return response
  }

  private static func gauge(_ name: String, time: UInt64) -> MetricPoint {
    MetricPoint(Metric(name: name, type: .gauge), time: Timestamp(nanoseconds: time), value: .int(1))
  }

  @Test func pointsOfBothEncodingsAreStored() async throws {
    let batch = MetricBatch([Self.gauge("a", time: 5), Self.gauge("b", time: 6)])
    #expect(try await post(OTLPProtobuf.encodeMetrics(batch), "application/x-protobuf").status == .ok)
    #expect(try await post(OTLPJSON.encodeMetrics(batch), "application/json").status == .ok)
    #expect(store.points == batch.points + batch.points)
    #expect(points.ledger.entries.storedRows == 4)
    #expect(points.ledger.entries.isBalanced)
  }

  @Test func pointsWithoutATimeAreOfNow() async throws {
    let body = OTLPProtobuf.encodeMetrics(MetricBatch([Self.gauge("a", time: 0)]))
    #expect(try await post(body, "application/x-protobuf").status == .ok)
    #expect(store.points.allSatisfy { $0.time.nanoseconds > 1_700_000_000_000_000_000 })
    #expect(store.points.count == 1)
  }

  @Test func invalidPointsAreRejectedAndTheSenderIsTold() async throws {
    let body = OTLPProtobuf.encodeMetrics(MetricBatch([Self.gauge("", time: 5), Self.gauge("b", time: 6)]))
    let response = try await post(body, "application/x-protobuf")
    #expect(response.status == .ok)
    #expect(response.body.readableBytes > 0)
    #expect(store.points.map(\.metric.name) == ["b"])
    #expect(points.ledger.entries.rejectedRows == 1)
    #expect(points.ledger.entries.isBalanced)
  }

  @Test func whatTheStoreRefusesIsTriedAgainLater() async throws {
    store.error.withLock { $0 = StoreError(.full, "the disk is full") }
    let body = OTLPProtobuf.encodeMetrics(MetricBatch([Self.gauge("a", time: 5)]))
    let response = try await post(body, "application/x-protobuf")
    #expect(response.status == .serviceUnavailable)
    #expect(response.headers[.retryAfter] != nil)
    #expect(points.ledger.entries.isBalanced)
  }
}
