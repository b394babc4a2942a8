package import TelemetryModel

package struct LevelOneEncoder: ~Copyable {
  private var encoder = LevelZeroEncoder()
  package init() {}
  package mutating func encode(_ batch: SpanBatch, segmentID: Int64) -> EncodedLevelOne {
    let encoded = encoder.encode(batch, segmentID: segmentID)
    return EncodedLevelOne(
      parts: [(0, encoded.bytes)], summary: encoded.summary, traceFilter: encoded.traceFilter,
      earliestStart: encoded.earliestStart, latestStart: encoded.latestStart, spanCount: encoded.spanCount,
      traceCount: encoded.traceCount)
  }
}

package struct EncodedLevelOne: Sendable {
  package let parts: [(part: Int, bytes: [UInt8])]
  package let summary: [UInt8]
  package let traceFilter: [UInt8]
  package let earliestStart: Timestamp
  package let latestStart: Timestamp
  package let spanCount: Int
  package let traceCount: Int
}

package final class LevelOneSegment: Sendable {
  fileprivate let decoded: SpanBatch
  package init(parts: [Int: [UInt8]], segmentID: Int64) throws(SegmentError) {
    guard let bytes = parts[0] else {
      throw SegmentError(segmentID: segmentID, part: "part 0", byteOffset: 0, reason: "the row is missing")
    }
    decoded = try LevelZeroSegment.decode(bytes.span.bytes, segmentID: segmentID)
  }
  package func decodeAll() throws(SegmentError) -> SpanBatch { decoded }
  package func trace(_ id: TraceID) throws(SegmentError) -> SpanBatch {
    var trace = SpanBatch()
    trace.append(contentsOf: decoded, rows: decoded.traceIDs.indices.filter { decoded.traceIDs[$0] == id })
    return trace
  }
}
extension LevelOneSegment {
  package var byteCount: Int { decoded.estimatedByteCount }
}
