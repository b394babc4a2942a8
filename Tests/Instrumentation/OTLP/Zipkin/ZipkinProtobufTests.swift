import OTLPFormat
import TelemetryModel
import Testing

@Suite struct ZipkinProtobufTests {
  private static func fixed64(_ number: UInt64, _ value: UInt64) -> [UInt8] {
    Message.varint(number << 3 | 1) + (0..<8).map { UInt8(truncatingIfNeeded: value >> (8 * UInt64($0))) }
  }

  private static func tag(_ key: String, _ value: String) -> [UInt8] {
    Message.field(11, Message.field(1, key) + Message.field(2, value))
  }

  private static let ids =
    Message.field(1, [0, 0, 0, 0, 0, 0, 0, 0xA1]) + Message.field(3, [0, 0, 0, 0, 0, 0, 0, 0xB2])

  /// A span with every field of zipkin.proto3.
  static let full = Message.field(
    1,
    ids + Message.field(2, [0, 0, 0, 0, 0, 0, 0, 0xC3]) + Message.field(4, varint: 2) + Message.field(5, "get /")
      + fixed64(6, 1_700_000_000_000_001) + Message.field(7, varint: 250)
      + Message.field(
        8, Message.field(1, "a") + Message.field(2, [10, 0, 0, 1]) + Message.field(4, varint: 8_080))
      + Message.field(
        9,
        Message.field(1, "b") + Message.field(3, [0x20, 0x01, 0x0D, 0xB8] + [UInt8](repeating: 0, count: 11) + [1]))
      + Message.field(10, fixed64(1, 1_700_000_000_000_100) + Message.field(2, "ws"))
      + tag("http.method", "GET") + tag("error", "") + Message.field(12, varint: 1) + Message.field(13, varint: 1)
      + Message.field(99, "unknown"))

  @Test func `protobuf says what JSON says`() throws {
    let json = """
      [{"traceId":"a1","id":"b2","parentId":"c3","kind":"SERVER","name":"get /","timestamp":1700000000000001,
      "duration":250,"localEndpoint":{"serviceName":"a","ipv4":"10.0.0.1","port":8080},
      "remoteEndpoint":{"serviceName":"b","ipv6":"2001:db8::1"},
      "annotations":[{"timestamp":1700000000000100,"value":"ws"}],"tags":{"http.method":"GET","error":""},
      "debug":true,"shared":true}]
      """
    let spans = try ZipkinFormat.decode(Self.full, .protobuf).batch.spans
    #expect(spans.count == 1)
    #expect(try spans == zipkinSpans(json))
  }

  @Test(
    arguments: [
      ([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], "::"),
      ([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], "::1"),
      ([0x20, 0x01, 0x0D, 0xB8, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0], "2001:db8:0:1::"),
      ([0, 1, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 3, 0, 4], "1::2:0:0:3:4"),
      ([0, 1, 0, 0, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7], "1:0:2:3:4:5:6:7"),
    ] as [([UInt8], String)])
  func `an IPv6 address is written in its shortest form`(_ bytes: [UInt8], _ text: String) throws {
    let message = Message.field(1, Self.ids + Message.field(8, Message.field(3, bytes)))
    let span = try ZipkinFormat.decode(message, .protobuf).batch.spans.first
    #expect(span?.attributes.first { $0.key == "network.local.address" }?.value == .string(text))
  }

  @Test func `a message cut at any byte throws or loses nothing of what came before`() throws {
    for length in 1..<Self.full.count {
      #expect(throws: OTLPDecodeError.self, "cut at \(length)") {
        try ZipkinFormat.decode(Array(Self.full[..<length]), .protobuf)
      }
    }
  }

  @Test(
    arguments: [
      (Message.field(1, [1, 2]), "traceId"), (Message.field(1, [UInt8](repeating: 1, count: 8)), "id must"),
      (ids + Message.field(2, [1]), "parentId"), (ids + Message.field(4, varint: 9), "kind"),
      (ids + Message.field(8, Message.field(2, [1, 2, 3])), "endpoint"),
      (ids + Message.field(8, Message.field(4, varint: 70_000)), "endpoint"),
      (ids + Message.field(7, varint: .max), "timestamp"),
    ] as [([UInt8], String)])
  func `a span that cannot be kept is left out with a reason`(_ span: [UInt8], _ word: String) throws {
    let result = try ZipkinFormat.decode(Message.field(1, span) + Self.full, .protobuf)
    #expect(result.rejectedSpanCount == 1)
    #expect(result.rejectionMessage.hasPrefix("span 1 of the list: "))
    #expect(result.rejectionMessage.contains(word))
    #expect(result.batch.count == 1)
  }
}
