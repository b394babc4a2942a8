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

@Suite struct OTLPReceiverTests {
  private let sink = MemorySink()
  private let ingest: SpanIngest
  private let limits: ReceiverLimits

  init() {
    ingest = SpanIngest(sink: sink)
    var limits = ReceiverLimits()
    limits.bodyByteCount = 1 << 20
    self.limits = limits
  }

  private func withReceiver(_ body: @Sendable (any TestClientProtocol) async throws -> Void) async throws {
    let threads = NIOThreadPool(numberOfThreads: 1)
    threads.start()
    let receiver = OTLPReceiver(ingest: ingest, decodeThreads: threads, limits: limits)
    try await Application(responder: receiver).test(.live, body)
    try await threads.shutdownGracefully()
  }

  private static let spans = RandomSpans.make(seed: 21, count: 40)

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
  func protobufIsStoredAndAnsweredWithNoBytes(isGzipped: Bool) async throws {
    let message = OTLPProtobuf.encodeTraces(SpanBatch(Self.spans))
    let body = isGzipped ? gzip(message) : message
    try await withReceiver { client in
      try await client.execute(
        uri: "/v1/traces", method: .post,
        headers: headers("application/x-protobuf", encoding: isGzipped ? "gzip" : nil), body: ByteBuffer(bytes: body)
      ) { response in
        #expect(response.status == .ok)
        #expect(response.headers[.contentType] == "application/x-protobuf")
        #expect(response.body.readableBytes == 0)
      }
    }
    #expect(sink.spans == Self.spans)
    #expect(ingest.ledger.entries.isBalanced)
    #expect(ingest.budget.usedByteCount == 0)
  }

  @Test func jsonIsStoredAndAnsweredInJSON() async throws {
    let body = OTLPJSON.encodeTraces(SpanBatch(Self.spans))
    try await withReceiver { client in
      try await client.execute(
        uri: "/v1/traces", method: .post, headers: headers("application/json; charset=utf-8"),
        body: ByteBuffer(bytes: body)
      ) { response in
        #expect(response.status == .ok)
        #expect(String(buffer: response.body) == "{}")
      }
    }
    #expect(sink.spans.count == Self.spans.count)
  }

  @Test func invalidSpansAreCountedAndTheOthersKept() async throws {
    var spans = Self.spans
    spans[3].traceID = .invalid
    spans[7].spanID = .none
    let body = OTLPProtobuf.encodeTraces(SpanBatch(spans))
    try await withReceiver { client in
      try await client.execute(
        uri: "/v1/traces", method: .post, headers: headers("application/x-protobuf"), body: ByteBuffer(bytes: body)
      ) { response in
        let answer = try OTLPProtobuf.decodeResponse(Array(buffer: response.body))
        #expect(response.status == .ok)
        #expect(answer.rejectedCount == 2)
        #expect(!answer.message.isEmpty)
      }
    }
    #expect(sink.spans.count == Self.spans.count - 2)
    #expect(ingest.ledger.entries.rejectedRows == 2)
    #expect(ingest.ledger.entries.isBalanced)
  }

  @Test func aStoreThatFailsIsAnsweredWith503AndRecovers() async throws {
    sink.error.withLock { $0 = StoreError(.full, "the disk is full") }
    let body = ByteBuffer(bytes: OTLPProtobuf.encodeTraces(SpanBatch(Self.spans)))
    try await withReceiver { client in
      try await client.execute(
        uri: "/v1/traces", method: .post, headers: headers("application/x-protobuf"), body: body
      ) { response in
        #expect(response.status == .serviceUnavailable)
        #expect(response.headers[.retryAfter].flatMap(Int.init) != nil)
        let status = try OTLPProtobuf.decodeStatus(Array(buffer: response.body))
        #expect(status.message.contains("disk is full"))
      }
      sink.error.withLock { $0 = nil }
      try await client.execute(
        uri: "/v1/traces", method: .post, headers: headers("application/x-protobuf"), body: body
      ) { #expect($0.status == .ok) }
    }
    #expect(sink.spans.count == Self.spans.count)
    #expect(ingest.ledger.entries.refusedRows == UInt64(Self.spans.count))
    #expect(ingest.ledger.entries.isBalanced)
  }

  @Test(arguments: [
    ("/v1/traces", HTTPRequest.Method.get, "application/json", nil, [UInt8](), HTTPResponse.Status.methodNotAllowed),
    ("/v1/logs", .post, "application/json", nil, Array("{}".utf8), .notFound),
    ("/v1/metrics", .post, "application/x-protobuf", nil, [], .notFound),
    ("/v1/traces", .post, "text/plain", nil, Array("{}".utf8), .unsupportedMediaType),
    ("/v1/traces", .post, "application/json", "br", Array("{}".utf8), .unsupportedMediaType),
    ("/v1/traces", .post, "application/json", nil, Array("{\"resourceSpans\":".utf8), .badRequest),
    ("/v1/traces", .post, "application/x-protobuf", nil, [0x0A, 0x7F], .badRequest),
    ("/v1/traces", .post, "application/x-protobuf", "gzip", [0x1F, 0x8B, 0x00], .badRequest),
    ("/v1/traces", .post, "application/x-protobuf", nil, [UInt8](repeating: 0, count: 1 << 20 + 1), .contentTooLarge),
  ])
  func everyFaultHasItsStatusAndAStatusBody(
    path: String, method: HTTPRequest.Method, contentType: String, encoding: String?, body: [UInt8],
    expected: HTTPResponse.Status
  ) async throws {
    try await withReceiver { client in
      try await client.execute(
        uri: path, method: method, headers: headers(contentType, encoding: encoding), body: ByteBuffer(bytes: body)
      ) { response in
        #expect(response.status == expected)
        let isProtobuf = response.headers[.contentType] == "application/x-protobuf"
        #expect(isProtobuf == (contentType == "application/x-protobuf"))
        let bytes = Array(buffer: response.body)
        let status = isProtobuf ? try OTLPProtobuf.decodeStatus(bytes) : try OTLPJSON.decodeStatus(bytes)
        #expect(!status.message.isEmpty)
        if expected == .methodNotAllowed { #expect(response.headers[.allow] == "POST") }
      }
    }
    #expect(sink.spans.isEmpty)
    #expect(ingest.ledger.entries.isBalanced)
    #expect(ingest.budget.usedByteCount == 0)
  }

  @Test func aBombIsRefusedOnceItIsOverTheLimit() async throws {
    let bomb = gzip([UInt8](repeating: 0, count: 64 << 20))
    #expect(bomb.count < 1 << 20)
    try await withReceiver { client in
      try await client.execute(
        uri: "/v1/traces", method: .post, headers: headers("application/x-protobuf", encoding: "gzip"),
        body: ByteBuffer(bytes: bomb)
      ) { #expect($0.status == .contentTooLarge) }
    }
    #expect(ingest.budget.usedByteCount == 0)
  }
}
