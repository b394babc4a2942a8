import BoundedZlib
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import NIOPosix
import OTLPReceiver
import SpanIngest
import Synchronization
import TelemetryModel
import TelemetryStorage
import Testing

@Suite struct ZipkinReceiverTests {
  private let sink = MemorySink()
  private let ingest: SpanIngest

  init() { ingest = SpanIngest(sink: sink) }

  /// The port of OTLP, which takes Zipkin's spans as well.
  private func withReceiver(_ body: @Sendable (any TestClientProtocol) async throws -> Void) async throws {
    let threads = NIOThreadPool(numberOfThreads: 1)
    threads.start()
    var limits = ReceiverLimits()
    limits.bodyByteCount = 1 << 20
    let receiver = OTLPReceiver(ingest: ingest, decodeThreads: threads, limits: limits)
    try await Application(responder: receiver).test(.live, body)
    try await threads.shutdownGracefully()
    #expect(ingest.ledger.entries.isBalanced)
    #expect(ingest.budget.usedByteCount == 0)
  }

  private func post(
    _ client: any TestClientProtocol, _ body: [UInt8], _ contentType: String? = "application/json",
    encoding: String? = nil, to path: String = "/api/v2/spans"
  ) async throws -> (status: HTTPResponse.Status, text: String, headers: HTTPFields) {
    var headers = HTTPFields()
    headers[.contentType] = contentType
    headers[.contentEncoding] = encoding
    return try await client.execute(uri: path, method: .post, headers: headers, body: ByteBuffer(bytes: body)) {
      ($0.status, String(buffer: $0.body), $0.headers)
    }
  }

  private static let json = Array(#"[{"traceId":"a1","id":"b2","timestamp":1,"name":"x"}]"#.utf8)
  private static let protobuf: [UInt8] =
    [0x0A, 23, 0x0A, 8, 0, 0, 0, 0, 0, 0, 0, 0xA1, 0x1A, 8, 0, 0, 0, 0, 0, 0, 0, 0xB2, 0x2A, 1] + Array("x".utf8)

  private static func gzip(_ bytes: [UInt8]) -> [UInt8] {
    var deflater = Deflater(.gzip, level: 6)
    var packed: [UInt8] = []
    deflater.deflate(bytes.span.bytes, into: &packed)
    return packed
  }

  @Test(
    arguments: [
      (json, "application/json", nil, "/api/v2/spans"), (json, nil, nil, "/api/v2/spans?x=1"),
      (gzip(json), "application/json; charset=utf-8", "gzip", "/api/v2/spans"),
      (protobuf, "application/x-protobuf", nil, "/api/v2/spans"),
      (gzip(protobuf), "application/x-protobuf", "gzip", "/api/v2/spans"),
    ] as [([UInt8], String?, String?, String)])
  func `spans are stored before they are accepted`(
    _ body: [UInt8], _ contentType: String?, _ encoding: String?, _ path: String
  ) async throws {
    try await withReceiver { client in
      let answer = try await post(client, body, contentType, encoding: encoding, to: path)
      #expect(answer.status == .accepted)
      #expect(answer.text.isEmpty)
    }
    #expect(sink.spans.map(\.name) == ["x"])
    #expect(sink.spans.map(\.spanID) == [SpanID(rawValue: 0xB2)])
    #expect(ingest.ledger.entries.storedRows == 1)
  }

  @Test(arguments: ["", "[]"])
  func `an empty list is accepted`(_ body: String) async throws {
    try await withReceiver { client in
      let answer = try await post(client, Array(body.utf8))
      #expect(answer.status == .accepted)
    }
    #expect(sink.spans.isEmpty)
  }

  @Test func `good spans of a list are kept and the sender is told of the others`() async throws {
    try await withReceiver { client in
      let mixed = #"[{"traceId":"a1","id":"b2"},{"traceId":"zz","id":"b2"},{"traceId":"a1","id":"0"}]"#
      let answer = try await post(client, Array(mixed.utf8))
      #expect(answer.status == .accepted)
      #expect(answer.text.hasPrefix("stored 1 spans and left 2 out; span 2 of the list: traceId must be"))
      let bad = try await post(client, Array(#"[{"traceId":"a1","id":"","timestamp":1}]"#.utf8))
      #expect(bad.status == .badRequest)
      #expect(bad.text.hasPrefix("nothing was stored; span 1 of the list: id must be"))
    }
    #expect(sink.spans.count == 1)
    #expect(ingest.ledger.entries.rejectedRows == 3)
  }

  @Test(
    arguments: [
      (json, "text/html", nil, .unsupportedMediaType), (json, "application/json", "br", .unsupportedMediaType),
      (Array("{}".utf8), "application/json", nil, .badRequest), (Array("[{".utf8), nil, nil, .badRequest),
      ([0x0A, 0x7F], "application/x-protobuf", nil, .badRequest), (json, "application/json", "gzip", .badRequest),
      (gzip([UInt8](repeating: 0x20, count: 8 << 20)), "application/json", "gzip", .contentTooLarge),
    ] as [([UInt8], String?, String?, HTTPResponse.Status)])
  func `every fault has its status and a text`(
    _ body: [UInt8], _ contentType: String?, _ encoding: String?, _ status: HTTPResponse.Status
  ) async throws {
    try await withReceiver { client in
      let answer = try await post(client, body, contentType, encoding: encoding)
      #expect(answer.status == status)
      #expect(answer.text.count > 10)
      #expect(answer.headers[.contentType] == "text/plain; charset=utf-8")
      #expect(answer.headers[.xContentTypeOptions] == "nosniff")
    }
    #expect(sink.spans.isEmpty)
    #expect(ingest.ledger.entries.rejectedRequests == 1)
  }

  @Test func `a store that fails is told with 503 and a time to come back`() async throws {
    sink.error.withLock { $0 = StoreError(.full, "the disk is full") }
    try await withReceiver { client in
      let answer = try await post(client, Self.json)
      #expect(answer.status == .serviceUnavailable)
      #expect(answer.text.contains("disk is full"))
      #expect(answer.headers[.retryAfter].flatMap(Int.init) != nil)
      sink.error.withLock { $0 = nil }
      #expect(try await post(client, Self.json).status == .accepted)
    }
    #expect(sink.spans.count == 1)
  }

  @Test func `version 1 is turned away with a hint`() async throws {
    try await withReceiver { client in
      let answer = try await post(client, Array("[]".utf8), to: "/api/v1/spans")
      #expect(answer.status == .gone)
      #expect(answer.text.contains("/api/v2/spans"))
    }
  }
}
