import SegmentFormat
import TelemetryModel

/// Writes the columns of series, and gathers the IDs of their exemplars. The layout stands with `Rollup.encode`.
struct SeriesWriter {
  var content: ByteWriter
  private(set) var traceIDs: [TraceID] = []
  private(set) var spanIDs: [SpanID] = []
  private var traceNumbers: [TraceID: Int] = [:]

  init(_ content: ByteWriter) { self.content = content }

  /// - Parameter seriesCounts: how many of the series each identity has; they stand together, by minute.
  mutating func write(_ series: [Series], seriesCounts: [Int]) {
    for count in seriesCounts { content.varint(count) }
    writeMinutes(series, seriesCounts)
    let all = series.map(\.statistics)
    let histograms = all.map(\.durations)
    for histogram in histograms { content.varint(histogram.zeroCount) }
    for histogram in histograms { content.varint(histogram.buckets.count) }
    writeFirstIndexes(histograms)
    for histogram in histograms { writeBuckets(histogram) }
    for histogram in histograms { writeLongNumbers(of: histogram) }
    for statistics in all { content.varint(statistics.errorCount) }
    writeBounds(histograms)
    for statistics in all { writeForms(statistics.exemplars) }
    for statistics in all { writeExemplars(statistics) }
  }

  private mutating func writeMinutes(_ series: [Series], _ seriesCounts: [Int]) {
    var first: Int64 = 0
    var place = 0
    for count in seriesCounts {
      var previous = first
      for position in 0..<count {
        let minute = Int64(series[place].minute)
        place += 1
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

  private mutating func writeFirstIndexes(_ histograms: [DurationHistogram]) {
    var previous = 0
    for histogram in histograms {
      guard let first = histogram.buckets.first else { continue }
      content.zigzag(Int64(first.index - previous))
      previous = first.index
    }
  }

  private mutating func writeBuckets(_ histogram: DurationHistogram) {
    histogram.forEachStep { gap, rest in
      content.byte(UInt8(min(gap, BucketStep.escape)) << 4 | UInt8(min(rest, BucketStep.escape)))
    }
  }

  private mutating func writeLongNumbers(of histogram: DurationHistogram) {
    histogram.forEachStep { gap, rest in
      if gap >= BucketStep.escape { content.varint(gap - BucketStep.escape) }
      if rest >= BucketStep.escape { content.varint(rest - BucketStep.escape) }
    }
  }

  private mutating func writeBounds(_ histograms: [DurationHistogram]) {
    for histogram in histograms {
      guard let last = histogram.buckets.last else { continue }
      content.varint(histogram.maximum - DurationScale.shortest(of: last.index))
    }
    for histogram in histograms where histogram.count > 1 && histogram.zeroCount == 0 {
      guard let first = histogram.buckets.first else { continue }
      content.varint(histogram.minimum - DurationScale.shortest(of: first.index))
    }
    for histogram in histograms where histogram.count > 1 {
      let excess = histogram.sum - histogram.leastSum
      content.varint(UInt64(truncatingIfNeeded: excess))
      content.varint(UInt64(truncatingIfNeeded: excess >> 64))
    }
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

/// How a bucket follows the one before it.
enum BucketStep {
  /// Stands for this number or any above it; half a byte cannot hold them.
  static let escape: UInt64 = 15
}

extension DurationHistogram {
  /// For every bucket the number of empty ones before it, and its count less 1.
  @inline(__always)
  fileprivate func forEachStep(_ visit: (_ gap: UInt64, _ rest: UInt64) -> Void) {
    var previous = (buckets.first?.index ?? 0) - 1
    for bucket in buckets {
      visit(UInt64(bucket.index - previous - 1), bucket.count - 1)
      previous = bucket.index
    }
  }
}
