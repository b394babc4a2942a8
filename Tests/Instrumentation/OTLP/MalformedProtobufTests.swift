import OTLPFormat
import TelemetryModel
import TestSupport
import Testing

@Suite struct MalformedProtobufTests {
  @Test(arguments: ["full", "values", "groups"])
  func `a message cut at any byte throws, or decodes as far as it goes`(_ name: String) throws {
    let message = try Fixture.bytes("otlp/\(name).pb")
    let whole = try OTLPProtobuf.decodeTraces(message).batch
    for length in 0..<message.count {
      guard let part = try? OTLPProtobuf.decodeTraces(Array(message[..<length])) else { continue }
      #expect(part.batch.spans == Array(whole.spans.prefix(part.batch.count)), "cut at \(length)")
      #expect(part.rejectedSpanCount == 0)
    }
  }

  struct Malformed: CustomTestStringConvertible {
    let testDescription: String
    let bytes: [UInt8]
    let reason: OTLPDecodeError.Reason
  }

  private static let startGroup = Message.varint(100 << 3 | 3)
  private static let endGroup = Message.varint(100 << 3 | 4)

  @Test(arguments: [
    Malformed(testDescription: "field longer than the message", bytes: [0x0A, 0x05, 0x00], reason: .truncated),
    Malformed(
      testDescription: "field longer than its parent", bytes: Message.field(1, [0x12, 0x03]) + [0, 0, 0],
      reason: .truncated),
    Malformed(
      testDescription: "length of 2^64 - 1", bytes: [0x0A] + Message.varint(.max), reason: .truncated),
    Malformed(
      testDescription: "varint of 11 bytes",
      bytes: Message.request(spanFields: [0x30] + [UInt8](repeating: 0x80, count: 10) + [0]),
      reason: .malformedVarint),
    Malformed(
      testDescription: "varint beyond 64 bits",
      bytes: Message.request(spanFields: [0x30] + [UInt8](repeating: 0xFF, count: 9) + [2]), reason: .malformedVarint),
    Malformed(testDescription: "field number 0", bytes: [0x02, 0x00], reason: .malformedTag),
    Malformed(testDescription: "wire type 6", bytes: [0x0E], reason: .malformedTag),
    Malformed(testDescription: "tag beyond 32 bits", bytes: Message.varint(1 << 40 | 2) + [0], reason: .malformedTag),
    Malformed(testDescription: "group without end", bytes: startGroup, reason: .truncated),
    Malformed(testDescription: "end without group", bytes: endGroup, reason: .unbalancedGroup),
    Malformed(
      testDescription: "group with another's end", bytes: startGroup + Message.varint(99 << 3 | 4),
      reason: .unbalancedGroup),
    Malformed(
      testDescription: "200,000 groups", bytes: (0..<200_000).flatMap { _ in startGroup }, reason: .skippedTooDeep),
    Malformed(
      testDescription: "time of 7 bytes", bytes: Message.request(spanFields: [0x39, 1, 2, 3, 4, 5, 6, 7]),
      reason: .truncated),
  ])
  func `malformed bytes are refused with a reason`(_ malformed: Malformed) {
    #expect { try OTLPProtobuf.decodeTraces(malformed.bytes) } throws: { error in
      (error as? OTLPDecodeError)?.reason == malformed.reason
    }
  }

  @Test func `a tag written with more bytes than it needs is the same tag`() throws {
    let request = Message.request(spanFields: [0xAA, 0x00] + Message.varint(1) + [0x41])
    #expect(try spans(request)[0].name == "A")
  }

  @Test func `an error names the place and none of the sender's text`() {
    let error = #expect(throws: OTLPDecodeError.self) { try OTLPProtobuf.decodeTraces([0x0A, 0x05, 0x00]) }
    #expect(error?.message == "protobuf field is longer than the message around it at byte 2")
  }

  @Test func `many empty entries are refused before they fill the memory`() {
    let events = (0..<2_000_000).flatMap { _ in [0x5A, 0x00] as [UInt8] }
    #expect { try OTLPProtobuf.decodeTraces(Message.request(spanFields: events)) } throws: { error in
      (error as? OTLPDecodeError)?.reason == .tooManyEntries
    }
    #expect(throws: Never.self) {
      try OTLPProtobuf.decodeTraces(Message.request(spanFields: Array(events.prefix(20_000))))
    }
  }

  @Test func `more attributes than the limit on one span are refused`() {
    let many = (0...OTLPLimits.attributeCount).flatMap { _ in [0x4A, 0x00] as [UInt8] }
    let error = #expect(throws: OTLPDecodeError.self) {
      try OTLPProtobuf.decodeTraces(Message.request(spanFields: many))
    }
    #expect(error?.reason == .tooManyEntries)
  }
}
