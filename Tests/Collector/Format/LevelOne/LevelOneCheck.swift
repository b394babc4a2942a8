import SegmentFormat
import TelemetryModel
import TestSupport
import Testing

/// What tests of level-1 segments share.
enum LevelOneCheck {
  /// Spans that share few traces, so that trees, shared IDs and in-trace predictions come about.
  static func relatedSpans(seed: UInt64, count: Int) -> [Span] {
    var generator = SeededGenerator(seed: seed)
    return RandomSpans.make(seed: seed, count: count).map { span in
      var span = span
      span.traceID = TraceID(high: 7, low: UInt64(generator.number(0...9)))
      span.spanID = SpanID(rawValue: UInt64(generator.number(0...40)))
      span.parentSpanID = SpanID(rawValue: UInt64(generator.number(0...45)))
      for link in span.links.indices where generator.isOne(in: 2) {
        span.links[link].traceID = span.traceID
        if generator.isOne(in: 2) { span.links[link].spanID = span.parentSpanID }
      }
      return span
    }
  }

  static func segment(of batch: SpanBatch, segmentID: Int64 = 7) throws -> LevelOneSegment {
    var encoder = LevelOneEncoder()
    let parts = encoder.encode(batch, segmentID: segmentID).parts
    return try LevelOneSegment(
      parts: Dictionary(uniqueKeysWithValues: parts.map { ($0.part, $0.bytes) }), segmentID: segmentID)
  }

  /// Encodes and decodes spans and expects the same ones, byte for byte, whatever their order.
  static func roundTrip(
    _ spans: [Span], _ comment: String = "", sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let batch = SpanBatch(spans)
    let decoded = try segment(of: batch).decodeAll()
    #expect(sameSpans(decoded, batch), "\(comment)", sourceLocation: sourceLocation)
  }

  static func sameSpans(_ left: SpanBatch, _ right: SpanBatch) -> Bool {
    sorted(left).firstDifference(from: sorted(right)) == nil
  }

  /// The rows ordered by all their content.
  private static func sorted(_ batch: SpanBatch) -> SpanBatch {
    let keys = batch.spans.map { "\($0)" }
    var sorted = SpanBatch()
    sorted.append(contentsOf: batch, rows: keys.indices.sorted { keys[$0] < keys[$1] })
    return sorted
  }
}
