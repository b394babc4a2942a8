import PromQL
import Rollups

/// The bounds of classic histograms of durations: 125 us doubled up to 65.536 s, Tempo's own among them.
///
/// Rollups know durations by buckets of which 32 make a doubling. One that a bound cuts counts as a whole on the side of
/// its middle, so that what `le` says is true of a bound at most 1.1 % away.
enum LatencyBounds {
  /// In microseconds.
  private static let microseconds: [UInt64] = (0..<20).map { 125 << $0 }

  static let count = microseconds.count

  /// The values of `le`, the one without bound at the end.
  static let texts = microseconds.map { SampleText.decimal(Double($0) / 1e6) } + ["+Inf"]

  /// By the place of a bucket of rollups: the first bound that it lies within; `count` for none.
  static let numbers: [UInt8] = DurationScale.indexes.map { index in
    let estimate = DurationScale.estimate(of: index)
    let number = microseconds.firstIndex { estimate <= Double($0) * 1000 }
    return UInt8(number ?? count)
  }

  /// The bound of one duration, whose bucket decides as it does for all others.
  static func number(ofNanoseconds duration: UInt64) -> Int {
    duration == 0 ? 0 : Int(numbers[DurationScale.index(of: duration) - DurationScale.indexes.lowerBound])
  }
}
