import CoreMetrics
import Synchronization

/// Counts of values in buckets with fixed bounds, with sum, smallest and largest.
final class Histogram: RecorderHandler, TimerHandler, MetricSeries {
  private struct State {
    /// One more than there are bounds: the last counts what is above all of them.
    var counts: [UInt64]
    var sum = 0.0
    var smallest = Double.infinity
    var largest = -Double.infinity
    var exemplars = ExemplarStore()
  }

  /// OpenTelemetry's default.
  static let defaultBounds: [Double] = [0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10000]
  /// What the semantic conventions advise for durations of requests, and three for slower work.
  static let defaultSecondsBounds: [Double] = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 30, 60,
  ]

  private let bounds: [Double]
  private let keepsExemplars: Bool
  private let state: Mutex<State>

  /// - Parameter bounds: Upper bounds, rising strictly; a value on a bound is within.
  init(bounds: [Double], keepsExemplars: Bool) {
    self.bounds = bounds
    self.keepsExemplars = keepsExemplars
    state = Mutex(State(counts: Array(repeating: 0, count: bounds.count + 1)))
  }

  /// Finite, sorted and distinct: what bounds must be.
  static func normalised(_ bounds: [Double]) -> [Double] { Set(bounds.filter(\.isFinite)).sorted() }

  func record(_ value: Int64) { record(Double(value)) }

  func record(_ value: Double) {
    // What is no number would spoil the sum for good.
    guard value.isFinite else { return }
    let index = bucket(of: value)
    let isExemplarWanted = state.withLock { state in
      state.counts[index] += 1
      state.sum += value
      state.smallest = min(state.smallest, value)
      state.largest = max(state.largest, value)
      return keepsExemplars && state.exemplars.isWanted(bucket: index, count: state.counts[index])
    }
    if isExemplarWanted, let exemplar = Exemplar(value) {
      state.withLock { $0.exemplars.set(exemplar, bucket: index, of: $0.counts.count) }
    }
  }

  func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }

  /// A binary search without branches on the outcome.
  @inline(__always)
  private func bucket(of value: Double) -> Int {
    var first = 0
    var count = bounds.count
    while count > 0 {
      let half = count / 2
      if bounds[first + half] < value {
        first += half + 1
        count -= half + 1
      } else {
        count = half
      }
    }
    return first
  }

  func encodeValue(into buffer: inout WireBuffer) -> Bool {
    let (state, exemplars) = state.withLock { ($0, $0.exemplars.taken()) }
    let count = state.counts.reduce(0, +)
    if count == 0 { return false }
    buffer.field(0x21, fixed64: count)
    buffer.field(0x29, double: state.sum)
    buffer.byte(0x32)
    buffer.varint(UInt64(8 * state.counts.count))
    for count in state.counts { buffer.fixed64(count) }
    buffer.byte(0x3A)
    buffer.varint(UInt64(8 * bounds.count))
    for bound in bounds { buffer.fixed64(bound.bitPattern) }
    for exemplar in exemplars { buffer.exemplar(exemplar) }
    buffer.field(0x59, double: state.smallest)
    buffer.field(0x61, double: state.largest)
    return true
  }
}
