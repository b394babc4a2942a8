import TelemetryModel

extension SeriesSet {
  /// Keeps at most `limit` different exemplars: errors first, then the slowest and the typical ones, both times
  /// beginning with the series of most calls. One that stands in two places of a series counts once.
  mutating func limitExemplars(to limit: Int) {
    // Sorting the series themselves would count references at every comparison.
    let order = series.indices.map { Place(series[$0], $0) }.sorted { $0.precedes($1) }.map(\.index)
    var rest = limit
    var kept = [Exemplars](repeating: Exemplars(), count: series.count)
    for places in [[\Exemplars.error], [\Exemplars.slowest, \Exemplars.typical]] {
      for index in order {
        for place in places {
          guard let exemplar = series[index].statistics.exemplars[keyPath: place] else { continue }
          if exemplar != kept[index].error && exemplar != kept[index].slowest {
            if rest == 0 { continue }
            rest -= 1
          }
          kept[index][keyPath: place] = exemplar
        }
      }
    }
    for index in series.indices { series[index].statistics.exemplars = kept[index] }
  }
}

/// Where a series stands among those that are worth exemplars.
private struct Place: BitwiseCopyable {
  let index: Int
  private let count: UInt64
  private let minute: Minute
  private let slowest: Exemplar?

  init(_ series: Series, _ index: Int) {
    self.index = index
    count = series.statistics.count
    minute = series.minute
    slowest = series.statistics.exemplars.slowest
  }

  func precedes(_ other: Place) -> Bool {
    if count != other.count { return count > other.count }
    if minute != other.minute { return minute < other.minute }
    guard let slowest, let others = other.slowest else { return index < other.index }
    return slowest.isSlower(than: others)
  }
}
