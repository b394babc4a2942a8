import OTLPFormat
import TelemetryModel
import TestSupport
import Testing

/// `scripts/make-golden-otlp.py` writes the files with Python's opentelemetry-proto.
@Suite struct LogGoldenTests {
  @Test(arguments: ["logs-full", "logs-bodies"])
  func `decoding Python's bytes and encoding them again gives the same bytes`(_ name: String) throws {
    let golden = try Fixture.bytes("otlp/\(name).pb")
    #expect(try OTLPProtobuf.encodeLogs(OTLPProtobuf.decodeLogs(golden)) == golden)
  }

  @Test(arguments: ["logs-full", "logs-bodies"])
  func `Python's JSON decodes to the same batch as its protobuf`(_ name: String) throws {
    let fromJSON = try OTLPJSON.decodeLogs(Fixture.bytes("otlp/\(name).json"))
    let fromProtobuf = try OTLPProtobuf.decodeLogs(Fixture.bytes("otlp/\(name).pb"))
    #expect(fromProtobuf.firstDifference(from: fromJSON) == nil)
  }

  @Test(arguments: ["logs-full", "logs-bodies"])
  func `our JSON decodes to the same batch, and names what Python names`(_ name: String) throws {
    let batch = try OTLPProtobuf.decodeLogs(Fixture.bytes("otlp/\(name).pb"))
    #expect(try batch.firstDifference(from: OTLPJSON.decodeLogs(OTLPJSON.encodeLogs(batch))) == nil)
  }

  @Test func `our JSON of the full record equals Python's, byte for byte`() throws {
    let batch = try OTLPProtobuf.decodeLogs(Fixture.bytes("otlp/logs-full.pb"))
    let golden = try Fixture.bytes("otlp/logs-full.json")
    #expect(String(decoding: OTLPJSON.encodeLogs(batch), as: UTF8.self) == String(decoding: golden, as: UTF8.self))
  }

  @Test func `every field of the full record has the value that the script gave it`() throws {
    let batch = try OTLPProtobuf.decodeLogs(Fixture.bytes("otlp/logs-full.pb"))
    let expected = LogRecord(
      time: Timestamp(nanoseconds: 1_700_000_000_123_456_789),
      observedTime: Timestamp(nanoseconds: 1_700_000_000_223_456_789), severityNumber: SeverityNumber(rawValue: 18),
      severityText: "ERROR2", body: .string("no \"stock\"\n\tleft \\ \u{2028} \u{1F9F5}"),
      attributes: [Attribute("exception.type", .string("OutOfStock")), Attribute("thread.id", .int(-7))],
      droppedAttributesCount: 5, flags: 1, traceID: TraceID(hex: "a0a1a2a3a4a5a6a7a8a9aaabacadaeaf")!,
      spanID: SpanID(hex: "eee19b7ec3c1b173")!, eventName: "order.failed",
      resource: Resource(
        attributes: [Attribute("service.name", .string("checkout"))], droppedAttributesCount: 3,
        schemaURL: "https://example.org/resource"),
      scope: InstrumentationScope(
        name: "shop.log", version: "1.2.3", attributes: [], droppedAttributesCount: 0,
        schemaURL: "https://example.org/scope"))
    #expect(batch.records == [expected])
    #expect(batch.severityNumbers[0].word == "error2")
  }

  @Test func `the answer to a logs request is that of Python`() throws {
    let response = OTLPExportResponse(rejectedCount: 3, message: "too late")
    #expect(try OTLPProtobuf.decodeResponse(Fixture.bytes("otlp/logs-response.pb")) == response)
    #expect(try OTLPJSON.decodeResponse(Fixture.bytes("otlp/logs-response.json")) == response)
    #expect(
      try OTLPJSON.encodeResponse(to: .logs, rejectedCount: 3, message: "too late")
        == Fixture.bytes("otlp/logs-response.json"))
  }
}
