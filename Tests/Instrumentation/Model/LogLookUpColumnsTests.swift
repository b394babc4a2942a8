import TelemetryModel
import TestSupport
import Testing

@Suite struct LogLookUpColumnsTests {
  private static let traceText = "0AF7651916cd43dd8448eb211c80319c"
  private static let spanText = "b7ad6b7169203331"

  @Test(arguments: [("trace_id", "span_id"), ("traceId", "spanId"), ("trace.id", "span.id"), ("traceID", "spanID")])
  func `a trace ID given as an attribute counts when the field is empty`(_ traceKey: String, _ spanKey: String) {
    let attributes = [
      Attribute("x", .int(1)), Attribute(traceKey, .string(Self.traceText)), Attribute(spanKey, .string(Self.spanText)),
    ]
    let batch = LogBatch([.stub(attributes: attributes)])
    let columns = LogLookUpColumns(batch)
    #expect(columns.traceIDs == [TraceID(hex: Self.traceText)!])
    #expect(columns.spanIDs == [SpanID(hex: Self.spanText)!])
    #expect(!batch.traceIDs[0].isValid, "the batch keeps what was sent")
  }

  @Test func `the record's own field wins over an attribute`() {
    let own = TraceID(high: 1, low: 2)
    let batch = LogBatch([.stub(attributes: [Attribute("trace_id", .string(Self.traceText))], traceID: own)])
    #expect(LogLookUpColumns(batch).traceIDs == [own])
  }

  @Test(arguments: ["", "0", "xyz", "00000000000000000000000000000000", "0af7651916cd43dd8448eb211c80319c0", "-1"])
  func `a text that is no trace ID names no trace`(_ text: String) {
    let batch = LogBatch([.stub(attributes: [Attribute("trace_id", .string(text)), Attribute("traceId", .int(5))])])
    #expect(LogLookUpColumns(batch).traceIDs == [.invalid])
  }

  @Test func `the short trace IDs of Zipkin are filled up with zeros`() {
    let batch = LogBatch([.stub(attributes: [Attribute("traceId", .string(Self.spanText))])])
    #expect(LogLookUpColumns(batch).traceIDs == [TraceID(hex: Self.spanText)!])
  }

  @Test func `the correlation ID is the first key of the list that the record has, then its resource`() {
    let batch = LogBatch([
      .stub(attributes: [Attribute("request_id", .string("r-1")), Attribute("correlation.id", .string("c-1"))]),
      .stub(resourceAttributes: [Attribute("x-correlation-id", .string("pod-7"))]),
      .stub(attributes: [Attribute("correlation_id", .int(42))]),
      .stub(attributes: [Attribute("correlation.id", .string("")), Attribute("request_id", .string("r-2"))]),
      .stub(),
      .stub(attributes: [
        Attribute("http.request.header.x-request-id", .array([.string("h-1"), .string(""), .string("h-2")]))
      ]),
      .stub(attributes: [
        Attribute("correlation.id", .array([.int(1), .array([.string("deep")])])), Attribute("request_id", .int(7)),
      ]),
    ])
    let texts = LogLookUpColumns(batch).correlationIDs.map { id in
      id.texts(in: batch.strings).map { String(decoding: $0, as: UTF8.self) }.joined(separator: "+")
    }
    #expect(texts == ["c-1", "pod-7", "42", "r-2", "", "h-1+h-2", "7"])
  }

  @Test func `the list of keys can be configured`() {
    let batch = LogBatch([
      .stub(attributes: [Attribute("order", .string("o-9")), Attribute("request_id", .string("r"))])
    ])
    let ids = LogLookUpColumns(batch, keys: CorrelationKeys(["order", "order"])).correlationIDs
    #expect(ids == [.text(batch.strings.code(of: "o-9")!)])
  }

  @Test func `a list of keys is read with spaces around, and keeps its order`() throws {
    let keys = try #require(CorrelationKeys(list: " order.id , tenant,, order.id"))
    #expect(keys.keys == ["order.id", "tenant"])
    #expect(CorrelationKeys(list: "\(keys)") == keys)
    #expect(CorrelationKeys(list: " , ") == nil)
    #expect(CorrelationKeys(list: (0...32).map { "k\($0)" }.joined(separator: ",")) == nil)
    #expect(CorrelationKeys(list: (0..<32).map { "k\($0)" }.joined(separator: ","))?.keys.count == 32)
  }

  @Test func `a record carries each element of a list`() {
    let batch = LogBatch([
      .stub(attributes: [Attribute("x-request-id", .array([.string("h-1"), .string("h-2")]))])
    ])
    let columns = LogLookUpColumns(batch)
    #expect(["h-1", "h-2", "h-3", ""].map { columns.carries($0, row: 0, in: batch) } == [true, true, false, false])
  }
}
