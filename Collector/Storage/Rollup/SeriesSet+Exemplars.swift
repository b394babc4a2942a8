import TelemetryModel

extension SeriesSet {
  /// Keeps at most `limit` different exemplars: errors first, then the slowest and the typical ones, both times
  /// beginning with the series of most calls. One that stands in two places of a series counts once.
  mutating func limitExemplars(to limit: Int) {
    // Sorting the series themselves would count references at every comparison.
    let order = series.indices.map { Place(series[$0], $0) }.sorted { $0.precedes($1) }.map(\.index)
    let own = series.map(\.statistics.exemplars)
    var kept = [Exemplars](repeating: Exemplars(), count: series.count)
    var rest = limit
    /// The exemplar, unless it would be one too many.
    func admit(_ exemplar: Exemplar?, besides kept: Exemplars) -> Exemplar? {
      guard let exemplar else { return nil }
      if exemplar == kept.error || exemplar == kept.slowest { return exemplar }
      if rest == 0 { return nil }
      rest -= 1
      return exemplar
    }
    for index in order { kept[index].error = admit(own[index].error, besides: kept[index]) }
    for index in order {
      kept[index].slowest = admit(own[index].slowest, besides: kept[index])
      kept[index].typical = admit(own[index].typical, besides: kept[index])
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
