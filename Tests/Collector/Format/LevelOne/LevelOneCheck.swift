import SegmentFormat
import TelemetryModel
import TestSupport
import Testing

/// What tests of level-1 segments share.
enum LevelOneCheck {
  static func segment(of batch: SpanBatch, segmentID: Int64 = 7) throws -> LevelOneSegment {
    var encoder = LevelOneEncoder()
    return try LevelOneSegment(
      parts: encoder.encode(batch, segmentID: segmentID).parts.map(\.bytes), segmentID: segmentID)
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
