/// One series as it is stored: samples in rising order of time.
package struct SampleSeries: Sendable {
  package var labels: Labels
  /// In milliseconds since 1970, strictly rising.
  package var timestamps: [Int64]
  /// One for each timestamp. A stale marker ends the series until its next sample; where there is a histogram, the value
  /// has no meaning.
  package var values: [Double]
  /// Empty if all samples are floats; else one for each timestamp.
  package var histograms: [NativeHistogram?]

  package init(labels: Labels, timestamps: [Int64], values: [Double], histograms: [NativeHistogram?] = []) {
    precondition(timestamps.count == values.count && (histograms.isEmpty || histograms.count == values.count))
    self.labels = labels
    self.timestamps = timestamps
    self.values = values
    self.histograms = histograms
  }

  /// The samples, without those that say that the series was gone.
  var withoutStaleMarkers: SampleSeries {
    guard values.contains(where: \.isStaleMarker) else { return self }
    return filtered { !values[$0].isStaleMarker }
  }

  /// The samples that are floats, or those that are not.
  func only(histograms wanted: Bool) -> SampleSeries {
    if histograms.isEmpty { return wanted ? filtered { _ in false } : self }
    return filtered { (histograms[$0] != nil) == wanted }
  }

  private func filtered(_ isKept: (Int) -> Bool) -> SampleSeries {
    let kept = values.indices.filter(isKept)
    let keptHistograms = histograms.isEmpty ? [] : kept.map { histograms[$0] }
    return SampleSeries(
      labels: labels, timestamps: kept.map { timestamps[$0] }, values: kept.map { values[$0] },
      histograms: keptHistograms.contains { $0 != nil } ? keptHistograms : [])
  }
}

/// What a series is at one moment.
package enum SampleValue: Sendable {
  case float(Double)
  case histogram(NativeHistogram)
}
