import SegmentFormat
import TelemetryModel

/// Writes the columns of series, and gathers the IDs of their exemplars. The layout stands with `Rollup.encode`.
struct SeriesWriter {
  var content: ByteWriter
  private(set) var traceIDs: [TraceID] = []
  private(set) var spanIDs: [SpanID] = []
  private var traceNumbers: [TraceID: Int] = [:]

  init(_ content: ByteWriter) { self.content = content }

  /// - Parameter groups: the series of each identity, by minute.
  mutating func write(_ groups: [[Series]]) {
    for group in groups { content.varint(group.count) }
    writeMinutes(groups)
    let all = groups.flatMap { $0.map(\.statistics) }
    let histograms = all.map(\.durations)
    for histogram in histograms { content.varint(histogram.zeroCount) }
    for histogram in histograms { content.varint(histogram.buckets.count) }
    writeBucketIndexes(histograms)
    for histogram in histograms {
      for bucket in histogram.buckets { content.varint(bucket.count - 1) }
    }
    for statistics in all { content.varint(statistics.errorCount) }
    for histogram in histograms { writeBounds(histogram) }
    for statistics in all { writeForms(statistics.exemplars) }
    for statistics in all { writeExemplars(statistics) }
  }

  private mutating func writeMinutes(_ groups: [[Series]]) {
    var first: Int64 = 0
    for group in groups {
      var previous = first
      for (position, series) in group.enumerated() {
        let minute = Int64(series.minute)
        if position == 0 {
          content.zigzag(minute - previous)
          first = minute
        } else {
          content.varint(UInt64(minute - previous - 1))
        }
        previous = minute
      }
    }
  }

  private mutating func writeBucketIndexes(_ histograms: [DurationHistogram]) {
    var first = 0
    for histogram in histograms {
      var previous = first
      for (position, bucket) in histogram.buckets.enumerated() {
        if position == 0 {
          content.zigzag(Int64(bucket.index - previous))
          first = bucket.index
        } else {
          content.varint(bucket.index - previous - 1)
        }
        previous = bucket.index
      }
    }
  }

  private mutating func writeBounds(_ histogram: DurationHistogram) {
    content.varint(histogram.maximum)
    if histogram.count == 1 { return }
    content.varint(histogram.maximum - histogram.minimum)
    content.varint(UInt64(truncatingIfNeeded: histogram.sum))
    content.varint(UInt64(truncatingIfNeeded: histogram.sum >> 64))
  }

  private mutating func writeForms(_ exemplars: Exemplars) {
    content.byte(exemplars.error == nil ? 0 : 1)
    content.byte(form(of: exemplars.slowest, besides: exemplars.error, nil))
    content.byte(form(of: exemplars.typical, besides: exemplars.error, exemplars.slowest))
  }

  private func form(of exemplar: Exemplar?, besides error: Exemplar?, _ slowest: Exemplar?) -> UInt8 {
    guard let exemplar else { return ExemplarForm.none }
    if exemplar == error { return ExemplarForm.sameAsError }
    return exemplar == slowest ? ExemplarForm.sameAsSlowest : ExemplarForm.new
  }

  private mutating func writeExemplars(_ statistics: CallStatistics) {
    let exemplars = statistics.exemplars
    let maximum = statistics.durations.maximum
    if let error = exemplars.error { write(error, maximum) }
    if let slowest = exemplars.slowest, slowest != exemplars.error { write(slowest, maximum) }
    if let typical = exemplars.typical, typical != exemplars.error, typical != exemplars.slowest {
      write(typical, maximum)
    }
  }

  private mutating func write(_ exemplar: Exemplar, _ maximum: UInt64) {
    content.varint(maximum - exemplar.durationNanoseconds)
    if let number = traceNumbers[exemplar.traceID] {
      content.varint(number + 1)
    } else {
      content.varint(0)
      traceNumbers[exemplar.traceID] = traceIDs.count
      traceIDs.append(exemplar.traceID)
    }
    spanIDs.append(exemplar.spanID)
  }
}

/// How the exemplar in one of the three places of a series is stored.
enum ExemplarForm {
  static let none: UInt8 = 0
  static let new: UInt8 = 1
  static let sameAsError: UInt8 = 2
  static let sameAsSlowest: UInt8 = 3
}
