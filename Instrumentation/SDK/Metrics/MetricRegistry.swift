import Synchronization

/// All series of one service, grouped by metric.
///
/// Bounded: when there are too many series, new ones of a metric share one that is marked `otel.metric.overflow`, so
/// that sums stay right though their dimensions are gone.
final class MetricRegistry: Sendable {
  struct Metric: Sendable, Hashable {
    let kind: MetricKind
    let label: String
  }

  struct Series: Sendable {
    let handler: any MetricSeries
    let dimensions: Dimensions
    let startNanoseconds: UInt64
  }

  private struct State {
    var metrics: [Metric: [Dimensions: Series]] = [:]
    var seriesCount = 0
  }

  /// The dimensions of a series in the order of their keys: the same in any order are the same series.
  struct Dimensions: Sendable, Hashable {
    let pairs: [Pair]

    struct Pair: Sendable, Hashable {
      let key: String
      let value: String
    }

    init(_ dimensions: [(String, String)]) {
      pairs = dimensions.map(Pair.init).sorted { $0.key < $1.key }
    }

    static let overflow = Dimensions([("otel.metric.overflow", "true")])
  }

  /// Bounds of single histograms by label.
  let bounds: [String: [Double]]
  let keepsExemplars: Bool
  private let clock: @Sendable () -> UInt64
  private let state = Mutex(State())

  init(bounds: [String: [Double]], keepsExemplars: Bool, clock: @escaping @Sendable () -> UInt64) {
    self.bounds = bounds.mapValues { Histogram.normalised($0) }
    self.keepsExemplars = keepsExemplars
    self.clock = clock
  }

  func series<Handler: MetricSeries>(
    _ kind: MetricKind, _ label: String, _ dimensions: [(String, String)], make: () -> Handler
  ) -> Handler {
    let metric = Metric(kind: kind, label: label)
    return state.withLock { state in
      for dimensions in [Dimensions(dimensions), .overflow] {
        if let known = state.metrics[metric]?[dimensions]?.handler as? Handler { return known }
        guard state.seriesCount < Limits.seriesCount || dimensions == .overflow else { continue }
        let handler = make()
        state.metrics[metric, default: [:]][dimensions] = Series(
          handler: handler, dimensions: dimensions, startNanoseconds: clock())
        state.seriesCount += 1
        return handler
      }
      return make()
    }
  }

  func remove(_ handler: AnyObject) {
    state.withLock { state in
      for (metric, series) in state.metrics {
        guard let (dimensions, _) = series.first(where: { $0.value.handler === handler }) else { continue }
        state.metrics[metric]?[dimensions] = nil
        if state.metrics[metric]?.isEmpty == true { state.metrics[metric] = nil }
        state.seriesCount -= 1
        return
      }
    }
  }

  /// All metrics with their series, as they are now.
  func snapshot() -> [(metric: Metric, series: [Series])] {
    state.withLock { state in state.metrics.map { ($0.key, Array($0.value.values)) } }
  }

  var now: UInt64 { clock() }
}

/// What a metric is, which decides how it is sent.
enum MetricKind: Sendable, Hashable {
  case counter
  case floatingPointCounter
  case gauge
  case histogram
  /// A histogram of seconds.
  case timer
}

/// A handler that can tell its value.
protocol MetricSeries: AnyObject, Sendable {
  /// Writes the fields of a data point that hold the value; false when there is none yet.
  func encodeValue(into buffer: inout WireBuffer) -> Bool
}
