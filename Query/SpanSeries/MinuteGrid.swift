import PromQL
import Rollups

/// The times of samples: the ends of minutes in a range, and which minutes' calls each of them counts.
struct MinuteGrid {
  static let millisecondsPerMinute: Int64 = 60_000

  /// Times in milliseconds since 1970.
  let times: [Int64]
  /// The minutes whose calls count: from where counters begin to the last one that ends in the range.
  let minutes: ClosedRange<Minute>
  /// The minute that begins at the first time.
  private let first: Minute

  /// `nil` when no minute ends in the range.
  ///
  /// - Parameter now: in milliseconds since 1970; a minute that is not over yet has no sample.
  init?(_ range: ClosedRange<Int64>, now: Int64, sampleLimit: Int) throws(PromQLError) {
    let unit = Self.millisecondsPerMinute
    let end = min(range.upperBound, now)
    let start = max(range.lowerBound, unit)
    guard start <= end else { return nil }
    guard let first = Minute(exactly: (start - 1) / unit + 1), let last = Minute(exactly: end / unit),
      first <= last
    else { return nil }
    guard Int(last - first) < sampleLimit else { throw .tooManySamples(limit: sampleLimit) }
    self.first = first
    times = (first...last).map { Int64($0) * unit }
    let lead = SpanSeriesLimits.counterLeadMinutes
    minutes = (max(first, lead) - lead) / 60 * 60...last - 1
  }

  var count: Int { times.count }

  /// The first sample that counts the calls of a minute.
  @inline(__always)
  func slot(of minute: Minute) -> Int { minute < first ? 0 : Int(minute - first) + 1 }
}
