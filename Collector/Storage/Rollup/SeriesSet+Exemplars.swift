extension SeriesSet {
  /// Keeps at most `limit` different exemplars: errors first, then the slowest and the typical ones, both times
  /// beginning with the series of most calls. One that stands in two places of a series counts once.
  mutating func limitExemplars(to limit: Int) {
    let order = series.indices.sorted { left, right in
      let (a, b) = (series[left], series[right])
      if a.statistics.count != b.statistics.count { return a.statistics.count > b.statistics.count }
      if a.minute != b.minute { return a.minute < b.minute }
      guard let slowest = a.statistics.exemplars.slowest, let other = b.statistics.exemplars.slowest else {
        return left < right
      }
      return slowest.isSlower(than: other)
    }
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
