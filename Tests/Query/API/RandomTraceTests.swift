import Foundation
import OTLPFormat
import TelemetryModel
import TestSupport
import Testing

struct RandomTraceTests {
  private func trace(seed: UInt64) -> [Span] {
    RandomSpans.make(seed: seed, count: 80).map { span in
      var span = span
      span.traceID = TraceID(high: 0, low: 7)
      span.parentSpanID = SpanID(rawValue: span.parentSpanID.rawValue % 100)
      span.spanID = SpanID(rawValue: 1 + span.spanID.rawValue % 100)
      return span
    }
  }

  @Test(arguments: 0..<5 as Range<UInt64>)
  func `a raw trace from version 3 equals what was sent, whatever it holds`(seed: UInt64) async throws {
    let spans = trace(seed: seed)
    let answer = try await APIClient(spans).get("/api/v3/traces/7?rawTraces=true")
    let request = answer.text.dropFirst(#"{"result":"#.count).dropLast()
    let received = try OTLPJSON.decodeTraces(Array(request.utf8)).batch
    // JSON knows one NaN only; the random spans may hold others.
    let sent = try OTLPJSON.decodeTraces(OTLPJSON.encodeTraces(SpanBatch(spans))).batch
    #expect(received.firstDifference(from: sent) == nil, "seed \(seed)")
  }

  @Test(arguments: 0..<5 as Range<UInt64>)
  func `version 1 writes valid JSON without control characters, whatever a trace holds`(seed: UInt64) async throws {
    let spans = trace(seed: seed)
    let answers = try await APIClient(spans).requests(["/api/traces/7?raw=1", "/api/traces/7?prettyPrint=1"])
    let raw = try #require((answers[0].data as? [[String: NSObject]])?.first?["spans"] as? [[String: NSObject]])
    #expect(raw.map { $0["operationName"] as? String } == spans.map(\.name), "seed \(seed)")
    #expect(raw.map { ($0["duration"] as? NSNumber)?.uint64Value } == spans.map { $0.durationNanoseconds / 1_000 })
    #expect(answers[1].data != nil, "seed \(seed)")
    #expect(!answers[0].text.unicodeScalars.contains { $0.properties.generalCategory == .control }, "seed \(seed)")
  }
}
