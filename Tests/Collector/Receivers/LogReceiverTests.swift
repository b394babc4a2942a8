import BoundedZlib
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

/// Keeps spans and log records in memory, and fails while told to.
private final class MemoryStore: SpanSink, LogSink {
  let logs = Mutex<[LogBatch]>([])
  let error = Mutex<StoreError?>(nil)

  func append(_ batches: [SpanBatch]) throws(StoreError) {}

  func append(_ batches: [LogBatch]) throws(StoreError) {
    if let error = error.withLock({ $0 }) { throw error }
    logs.withLock { $0 += batches }
  }

  var records: [LogRecord] { logs.withLock { $0.flatMap(\.records) } }
}

@Suite struct LogReceiverTests {
  private let store = MemoryStore()
  private let spans: SpanIngest
  private let logs: LogIngest
  private let limits: ReceiverLimits

  init() {
    spans = SpanIngest(sink: store)
    logs = LogIngest(sink: store, budget: spans.budget)
    var limits = ReceiverLimits()
    limits.bodyByteCount = 1 << 20
    self.limits = limits
  }

  private func withReceiver(_ body: @Sendable (any TestClientProtocol) async throws -> Void) async throws {
    let threads = NIOThreadPool(numberOfThreads: 1)
    threads.start()
    let receiver = OTLPReceiver(ingest: spans, logs: logs, decodeThreads: threads, limits: limits)
    try await Application(responder: receiver).test(.live, body)
    try await threads.shutdownGracefully()
  }

  private static let records = RandomLogs.make(seed: 21, count: 40).map { record in
    var record = record
    if record.time.nanoseconds == 0 { record.time = Timestamp(nanoseconds: 1) }
    return record
  }

  private func headers(_ contentType: String, encoding: String? = nil) -> HTTPFields {
    var fields: HTTPFields = [.contentType: contentType]
    fields[.contentEncoding] = encoding
    return fields
  }

  private func gzip(_ bytes: [UInt8]) -> [UInt8] {
    var deflater = Deflater(.gzip, level: 6)
    var packed: [UInt8] = []
    deflater.deflate(bytes.span.bytes, into: &packed)
    return packed
  }

  @Test(arguments: [false, true])
  func `protobuf is stored and answered with no bytes`(isGzipped: Bool) async throws {
    let message = OTLPProtobuf.encodeLogs(LogBatch(Self.records))
    let body = isGzipped ? gzip(message) : message
    try await withReceiver { client in
      try await client.execute(
        uri: "/v1/logs", method: .post,
        headers: headers("application/x-protobuf", encoding: isGzipped ? "gzip" : nil), body: ByteBuffer(bytes: body)
      ) { response in
        #expect(response.status == .ok)
        #expect(response.headers[.contentType] == "application/x-protobuf")
        #expect(response.body.readableBytes == 0)
      }
    }
    #expect(store.records == Self.records)
    #expect(logs.ledger.entries.isBalanced && logs.ledger.entries.storedRows == 40)
    #expect(spans.ledger.entries.receivedRequests == 0)
    #expect(spans.budget.usedByteCount == 0)
  }

  @Test func `JSON is stored and answered in JSON`() async throws {
    let body = OTLPJSON.encodeLogs(LogBatch([.stub(), .stub(body: .int(3))]))
    try await withReceiver { client in
      try await client.execute(
        uri: "/v1/logs", method: .post, headers: headers("application/json"), body: ByteBuffer(bytes: body)
      ) { response in
        #expect(response.status == .ok)
        #expect(String(buffer: response.body) == "{}")
      }
    }
    #expect(store.records == [.stub(), .stub(body: .int(3))])
  }

  @Test func `a record without any time gets the time of its receipt`() async throws {
    let body = OTLPProtobuf.encodeLogs(LogBatch([LogRecord(time: Timestamp(nanoseconds: 0), body: .string("x"))]))
    try await withReceiver { client in
      try await client.execute(
        uri: "/v1/logs", method: .post, headers: headers("application/x-protobuf"), body: ByteBuffer(bytes: body)
      ) { #expect($0.status == .ok) }
    }
    #expect(store.records.map(\.time.nanoseconds) == [0])
    #expect(store.records.allSatisfy { $0.observedTime.nanoseconds > 1_700_000_000_000_000_000 })
  }

  @Test func `a store that fails is answered with 503 and recovers`() async throws {
    store.error.withLock { $0 = StoreError(.full, "the disk is full") }
    let body = ByteBuffer(bytes: OTLPProtobuf.encodeLogs(LogBatch(Self.records)))
    try await withReceiver { client in
      try await client.execute(
        uri: "/v1/logs", method: .post, headers: headers("application/x-protobuf"), body: body
      ) { response in
        #expect(response.status == .serviceUnavailable)
        #expect(response.headers[.retryAfter].flatMap(Int.init) != nil)
        let status = try OTLPProtobuf.decodeStatus(Array(buffer: response.body))
        #expect(status.message.contains("disk is full"))
      }
      store.error.withLock { $0 = nil }
      try await client.execute(
        uri: "/v1/logs", method: .post, headers: headers("application/x-protobuf"), body: body
      ) { #expect($0.status == .ok) }
    }
    #expect(store.records.count == 40 && logs.ledger.entries.refusedRows == 40)
    #expect(logs.ledger.entries.isBalanced)
  }

  @Test(arguments: [
    (HTTPRequest.Method.get, "application/json", nil, [UInt8](), HTTPResponse.Status.methodNotAllowed),
    (.post, "text/plain", nil, Array("{}".utf8), .unsupportedMediaType),
    (.post, "application/json", "br", Array("{}".utf8), .unsupportedMediaType),
    (.post, "application/json", nil, Array("{\"resourceLogs\":".utf8), .badRequest),
    (.post, "application/x-protobuf", nil, [0x0A, 0x7F], .badRequest),
    (.post, "application/x-protobuf", "gzip", [0x1F, 0x8B, 0x00], .badRequest),
    (.post, "application/x-protobuf", nil, [UInt8](repeating: 0, count: 1 << 20 + 1), .contentTooLarge),
  ])
  func `every fault has its status and a status body`(
    method: HTTPRequest.Method, contentType: String, encoding: String?, body: [UInt8], expected: HTTPResponse.Status
  ) async throws {
    try await withReceiver { client in
      try await client.execute(
        uri: "/v1/logs", method: method, headers: headers(contentType, encoding: encoding),
        body: ByteBuffer(bytes: body)
      ) { response in
        #expect(response.status == expected)
        let bytes = Array(buffer: response.body)
        let isProtobuf = response.headers[.contentType] == "application/x-protobuf"
        let status = isProtobuf ? try OTLPProtobuf.decodeStatus(bytes) : try OTLPJSON.decodeStatus(bytes)
        #expect(!status.message.isEmpty)
      }
    }
    #expect(store.records.isEmpty && logs.ledger.entries.isBalanced)
    #expect(logs.budget.usedByteCount == 0)
  }
}
