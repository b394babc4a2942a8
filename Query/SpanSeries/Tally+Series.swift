import PromQL
import Rollups

extension Tally {
  /// The series, each with a sample at every time of the grid.
  func series(sampleLimit: Int) throws(PromQLError) -> [SampleSeries] {
    var result: [SampleSeries] = []
    var bucketCount = 0
    for (number, identity) in table.identities.enumerated() {
      let cells = number * grid.count..<(number + 1) * grid.count
      for metric in selection.metrics {
        let labels = selection.labels(of: metric, identity, table.strings)
        switch metric.figure {
        case .count: result.append(counter(labels[0], counts[cells]) { Double($0) })
        case .errors: result.append(counter(labels[0], errorCounts[cells]) { Double($0) })
        case .sum: result.append(counter(labels[0], sums[cells]) { Double($0) / 1e9 })
        case .buckets: result += buckets(labels, cells)
        case .histogram:
          let histograms = NativeCounter(entries[number]).histograms(
            counts[cells], sums[cells], bucketCount: &bucketCount)
          guard bucketCount <= sampleLimit else { throw .tooManySamples(limit: sampleLimit) }
          result.append(
            SampleSeries(
              labels: labels[0], timestamps: grid.times, values: Array(repeating: 0, count: grid.count),
              histograms: histograms))
        }
      }
    }
    return result
  }

  private func counter<Number: AdditiveArithmetic>(
    _ labels: Labels, _ steps: ArraySlice<Number>, _ value: (Number) -> Double
  ) -> SampleSeries {
    var total = Number.zero
    let values = steps.map { step in
      total += step
      return value(total)
    }
    return SampleSeries(labels: labels, timestamps: grid.times, values: values)
  }

  private func buckets(_ labels: [Labels], _ cells: Range<Int>) -> [SampleSeries] {
    zip(selection.bounds, labels).map { bound, labels in
      if bound == LatencyBounds.count { return counter(labels, counts[cells]) { Double($0) } }
      let steps = cells.map { cell in
        let first = cell * LatencyBounds.count
        return bounded[first...first + bound].reduce(0, +)
      }
      return counter(labels, steps[...]) { Double($0) }
    }
  }
}

/// A native histogram that grows from sample to sample.
private struct NativeCounter {
  /// Rollups know powers of 2^(1/32) nanoseconds, a native histogram of the same schema those of seconds. What lies
  /// between the two scales, 0.3 of a bucket, makes all durations 0.64 % shorter.
  private static let placeOfASecond = 957

  private var entries: [(slot: Int, place: Int?, count: UInt64)]
  private var places: ClosedRange<Int>?

  init<Identity>(_ entries: [Tally<Identity>.Entry]) {
    self.entries = entries.sorted { $0.slot < $1.slot }.map { entry in
      (Int(entry.slot), entry.place == Tally<Identity>.zeroPlace ? nil : Int(entry.place), entry.count)
    }
    let used = self.entries.compactMap(\.place)
    if let least = used.min(), let greatest = used.max() { places = least...greatest }
  }

  /// - Parameter bucketCount: grows by how many buckets are held.
  func histograms(
    _ counts: ArraySlice<UInt64>, _ sums: ArraySlice<UInt128>, bucketCount: inout Int
  ) -> [NativeHistogram?] {
    var buckets = NativeHistogram.Buckets()
    if let places {
      buckets = NativeHistogram.Buckets(
        offset: places.lowerBound - Self.placeOfASecond, counts: Array(repeating: 0, count: places.count))
    }
    var (count, sum, zeroCount): (UInt64, UInt128, UInt64) = (0, 0, 0)
    var next = entries.startIndex
    var latest = NativeHistogram(schema: 5, count: 0, sum: 0)
    return zip(counts, sums).enumerated().map { slot, step in
      guard next < entries.endIndex, entries[next].slot == slot else { return latest }
      while next < entries.endIndex, entries[next].slot == slot {
        if let place = entries[next].place, let places {
          buckets.counts[place - places.lowerBound] += Double(entries[next].count)
        } else {
          zeroCount += entries[next].count
        }
        next += 1
      }
      count += step.0
      sum += step.1
      bucketCount += buckets.counts.count
      latest = NativeHistogram(
        schema: 5, count: Double(count), sum: Double(sum) / 1e9, zeroCount: Double(zeroCount), positive: buckets)
      return latest
    }
  }
}
