import OTLPFormat
import TelemetryModel
import TestSupport
import Testing

/// `scripts/make-golden-otlp.py` writes the files with Python's opentelemetry-proto.
@Suite struct GoldenTests {
  @Test(arguments: ["full", "values", "groups"])
  func `decoding Python's bytes and encoding them again gives the same bytes`(_ name: String) throws {
    let golden = try Fixture.bytes("otlp/\(name).pb")
    let result = try OTLPProtobuf.decodeTraces(golden)
    #expect(result.rejectedSpanCount == 0)
    #expect(OTLPProtobuf.encodeTraces(result.batch) == golden)
  }

  @Test(arguments: ["full", "values", "groups"])
  func `Python's JSON decodes to the same batch as its protobuf`(_ name: String) throws {
    let fromJSON = try OTLPJSON.decodeTraces(Fixture.bytes("otlp/\(name).json"))
    let fromProtobuf = try OTLPProtobuf.decodeTraces(Fixture.bytes("otlp/\(name).pb"))
    #expect(fromProtobuf.batch.firstDifference(from: fromJSON.batch) == nil)
  }

  @Test(arguments: ["full", "groups"])
  func `our JSON equals Python's, byte for byte`(_ name: String) throws {
    let batch = try OTLPProtobuf.decodeTraces(Fixture.bytes("otlp/\(name).pb")).batch
    let golden = try Fixture.bytes("otlp/\(name).json")
    #expect(String(decoding: OTLPJSON.encodeTraces(batch), as: UTF8.self) == String(decoding: golden, as: UTF8.self))
  }

  @Test func `every field of the full span has the value that the script gave it`() throws {
    let batch = try OTLPProtobuf.decodeTraces(Fixture.bytes("otlp/full.pb")).batch
    let event = SpanEvent(
      time: Timestamp(nanoseconds: 1_700_000_000_200_000_000), name: "exception",
      attributes: [Attribute("exception.message", .string("no \"stock\"\n\tleft \\ \u{2028} \u{1F9F5}"))],
      droppedAttributesCount: 8)
    let link = SpanLink(
      traceID: TraceID(hex: "5b8aa5a2d2c872e8321cf37308d69df2")!, spanID: SpanID(hex: "5fb397be34d26b51")!,
      traceState: "a=b", attributes: [Attribute("why", .string("batch"))], droppedAttributesCount: 9, flags: 1)
    let resource = Resource(
      attributes: [Attribute("service.name", .string("checkout")), Attribute("host.id", .int(-7))],
      droppedAttributesCount: 3, schemaURL: "https://example.org/resource",
      entityReferences: [
        EntityReference(
          schemaURL: "https://example.org/entity", type: "service", idKeys: ["service.name", "service.instance.id"],
          descriptionKeys: ["service.version"])
      ])
    let scope = InstrumentationScope(
      name: "shop.http", version: "1.2.3", attributes: [Attribute("lazy", .bool(true))], droppedAttributesCount: 4,
      schemaURL: "https://example.org/scope")
    let expected = Span(
      traceID: TraceID(hex: "a0a1a2a3a4a5a6a7a8a9aaabacadaeaf")!, spanID: SpanID(hex: "b700000000000001")!,
      parentSpanID: SpanID(hex: "eee19b7ec3c1b173")!, traceState: "ot=th:8,vendor=x", flags: 0x301,
      name: "POST /order", kind: .server, startTime: Timestamp(nanoseconds: 1_700_000_000_123_456_789),
      endTime: Timestamp(nanoseconds: 1_700_000_000_987_654_321),
      attributes: [
        Attribute("http.request.method", .string("POST")), Attribute("http.response.status_code", .int(500)),
      ], droppedAttributesCount: 5, events: [event], droppedEventsCount: 6, links: [link], droppedLinksCount: 7,
      status: SpanStatus(.error, message: "out of stock"), resource: resource, scope: scope)
    #expect(batch.spans == [expected])
    #expect(batch.strings.text(batch.serviceName(of: 0)) == "checkout")
  }

  @Test func `responses and statuses are those of Python`() throws {
    let response = OTLPExportResponse(rejectedCount: 3, message: "no IDs")
    let status = OTLPStatus(code: 3, message: "bad \"request\"")
    #expect(try OTLPProtobuf.decodeResponse(Fixture.bytes("otlp/response.pb")) == response)
    #expect(try OTLPJSON.decodeResponse(Fixture.bytes("otlp/response.json")) == response)
    #expect(try OTLPProtobuf.decodeStatus(Fixture.bytes("otlp/status.pb")) == status)
    #expect(try OTLPJSON.decodeStatus(Fixture.bytes("otlp/status.json")) == status)
    #expect(
      try OTLPProtobuf.encodeResponse(rejectedCount: 3, message: "no IDs") == Fixture.bytes("otlp/response.pb"))
    #expect(
      try OTLPJSON.encodeResponse(rejectedCount: 3, message: "no IDs") == Fixture.bytes("otlp/response.json"))
    #expect(try OTLPProtobuf.encodeStatus(code: 3, message: "bad \"request\"") == Fixture.bytes("otlp/status.pb"))
    #expect(try OTLPJSON.encodeStatus(code: 3, message: "bad \"request\"") == Fixture.bytes("otlp/status.json"))
  }

  @Test func `an answer with nothing to say is empty`() throws {
    #expect(OTLPProtobuf.encodeResponse(rejectedCount: 0, message: "") == [])
    #expect(OTLPJSON.encodeResponse(rejectedCount: 0, message: "") == Array("{}".utf8))
    #expect(try OTLPProtobuf.decodeResponse([]) == OTLPExportResponse())
    #expect(try OTLPJSON.decodeResponse(Array("{}".utf8)) == OTLPExportResponse())
  }
}
