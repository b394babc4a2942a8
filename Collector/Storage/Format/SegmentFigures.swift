package import TelemetryModel

/// What a segment holds, in numbers: enough to leave it out of a search for a time, a duration or a status.
package struct SegmentFigures: Equatable, Sendable {
  /// 0: as spans arrived, or held back by a merge. 1: merged.
  package let level: Int
  package let spanCount: Int
  package let traceCount: Int
  /// The earliest and latest start time of its spans.
  package let earliestStart: Timestamp
  package let latestStart: Timestamp
  /// From the shortest to the longest of its spans; those that end before they start count as 0.
  package let durationNanoseconds: ClosedRange<UInt64>
  /// Those that its spans have; `nil` when there are more than `SegmentLimits.summaryStatusCount`.
  package let statusCodes: Set<SpanStatus.Code>?
}

extension SegmentFigures {
  /// The figures of spans that were read back.
  /// - Precondition: the batch is not empty.
  package init(_ batch: borrowing SpanBatch, level: Int) {
    self.init(batch, level: level, traceCount: Set(batch.traceIDs).count)
  }

  /// O(rows).
  /// - Precondition: the batch is not empty.
  init(_ batch: borrowing SpanBatch, level: Int, traceCount: Int) {
    let starts = batch.startTimes.span
    let ends = batch.endTimes.span
    let codes = batch.statusCodes.span
    var earliest = starts[0]
    var latest = starts[0]
    var shortest = UInt64.max
    var longest: UInt64 = 0
    var statusCodes: Set<SpanStatus.Code> = []
    var latestCode: SpanStatus.Code?
    for row in starts.indices {
      earliest = min(earliest, starts[row])
      latest = max(latest, starts[row])
      let duration = ends[row].nanoseconds(since: starts[row])
      shortest = min(shortest, duration)
      longest = max(longest, duration)
      if codes[row] == latestCode || statusCodes.count > SegmentLimits.summaryStatusCount { continue }
      latestCode = codes[row]
      statusCodes.insert(codes[row])
    }
    self.init(
      level: level, spanCount: batch.count, traceCount: traceCount, earliestStart: earliest, latestStart: latest,
      durationNanoseconds: shortest...longest,
      statusCodes: statusCodes.count > SegmentLimits.summaryStatusCount ? nil : statusCodes)
  }

  func encode(into writer: inout ByteWriter) {
    writer.byte(UInt8(level))
    writer.varint(spanCount)
    writer.varint(traceCount)
    writer.fixed64(earliestStart.nanoseconds)
    writer.fixed64(latestStart.nanoseconds)
    writer.fixed64(durationNanoseconds.lowerBound)
    writer.fixed64(durationNanoseconds.upperBound)
    writer.byte(statusCodes == nil ? 0 : 1)
    let codes = (statusCodes ?? []).map(\.rawValue).sorted()
    writer.varint(codes.count)
    for code in codes { writer.zigzag(Int64(code)) }
  }

  init(_ reader: inout ByteReader) throws(ByteReaderError) {
    level = Int(try reader.byte())
    spanCount = Int(try reader.varint32())
    traceCount = Int(try reader.varint32())
    earliestStart = Timestamp(nanoseconds: try reader.fixed64())
    latestStart = Timestamp(nanoseconds: try reader.fixed64())
    let shortest = try reader.fixed64()
    let longest = try reader.fixed64()
    guard level <= 1, earliestStart <= latestStart, shortest <= longest else {
      throw ByteReaderError(byteOffset: 0, reason: "the figures of the segment contradict each other")
    }
    durationNanoseconds = shortest...longest
    let isComplete = try reader.byte() == 1
    var codes: Set<SpanStatus.Code> = []
    for _ in 0..<(try reader.count()) {
      codes.insert(SpanStatus.Code(rawValue: Int32(truncatingIfNeeded: try reader.zigzag())))
    }
    statusCodes = isComplete ? codes : nil
  }
}
