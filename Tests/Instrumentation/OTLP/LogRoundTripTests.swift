import OTLPFormat
import TelemetryModel
import TestSupport
import Testing

@Suite struct LogRoundTripTests {
  @Test(arguments: 0..<60 as Range<UInt64>)
  func `random records survive protobuf byte for byte`(_ seed: UInt64) throws {
    let batch = LogBatch(RandomLogs.make(seed: seed, count: 1 + Int(seed)))
    let again = try OTLPProtobuf.decodeLogs(OTLPProtobuf.encodeLogs(batch))
    #expect(batch.firstDifference(from: again) == nil, "seed \(seed)")
  }

  @Test(arguments: 0..<60 as Range<UInt64>)
  func `random records survive JSON`(_ seed: UInt64) throws {
    let batch = LogBatch(RandomLogs.make(seed: seed, count: 1 + Int(seed)))
    let text = OTLPJSON.encodeLogs(batch)
    let again = try OTLPJSON.decodeLogs(text)
    #expect(again.count == batch.count, "seed \(seed)")
    // Compared as JSON, which knows one NaN only.
    #expect(OTLPJSON.encodeLogs(again) == text, "seed \(seed)")
    #expect(text.allSatisfy { $0 >= 0x20 && $0 != 0x7F }, "seed \(seed)")
  }

  @Test func `no bytes are no records`() throws {
    #expect(try OTLPProtobuf.decodeLogs([]).isEmpty)
    #expect(OTLPProtobuf.encodeLogs(LogBatch()) == [])
    #expect(OTLPJSON.encodeLogs(LogBatch()) == Array(#"{"resourceLogs":[]}"#.utf8))
  }

  @Test func `a record whose IDs have a wrong length is kept and belongs to no trace`() throws {
    let record = Message.field(9, [1, 2, 3]) + Message.field(10, Array(1...9)) + Message.field(3, "WARN")
    let request = Message.field(1, Message.field(2, Message.field(2, record)))
    let records = try OTLPProtobuf.decodeLogs(request).records
    #expect(records.map(\.severityText) == ["WARN"])
    #expect(records.allSatisfy { !$0.traceID.isValid && !$0.spanID.isValid })
    let json = #"{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"traceId":"","spanId":"xyz","body":null}]}]}]}"#
    let fromJSON = try OTLPJSON.decodeLogs(Array(json.utf8)).records
    #expect(fromJSON.count == 1 && !fromJSON[0].traceID.isValid && fromJSON[0].body == .empty)
  }

  @Test func `of a member that comes twice the last counts`() throws {
    let first = #"[{"scopeLogs":[{"logRecords":[{"severityText":"a"},{"severityText":"b"}]}]}]"#
    let second = #"[{"resource":{"attributes":[]},"scopeLogs":[{"logRecords":[{"severityNumber":17}]}]}]"#
    let json = #"{"resourceLogs":\#(first),"resourceLogs":\#(second)}"#
    let records = try OTLPJSON.decodeLogs(Array(json.utf8)).records
    #expect(records.map(\.severityNumber) == [.error])
  }

  @Test(arguments: [("SEVERITY_NUMBER_FATAL4", 24 as Int32), ("SEVERITY_NUMBER_UNSPECIFIED", 0)])
  func `the names of severity numbers are understood`(_ name: String, _ number: Int32) throws {
    let json = #"{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"severityNumber":"\#(name)"}]}]}]}"#
    #expect(try OTLPJSON.decodeLogs(Array(json.utf8)).severityNumbers.map(\.rawValue) == [number])
  }

  @Test func `two bytes a record do not unfold into a hundred`() {
    let records = (0..<500_000).flatMap { _ in [0x12, 0x00] as [UInt8] }
    let request = Message.field(1, Message.field(2, records))
    #expect(throws: OTLPDecodeError.self) { try OTLPProtobuf.decodeLogs(request) }
  }
}
