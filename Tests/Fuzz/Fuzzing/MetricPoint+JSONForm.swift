import TelemetryModel

extension MetricPoint {
  /// The point with every NaN replaced by the one that JSON can name. Texts of a row are valid UTF-8 already.
  var asJSONCarriesIt: MetricPoint {
    var point = self
    point.metric.metadata = metric.metadata.map(\.asJSONCarriesIt)
    point.metric.resource.attributes = metric.resource.attributes.map(\.asJSONCarriesIt)
    point.metric.scope.attributes = metric.scope.attributes.map(\.asJSONCarriesIt)
    point.attributes = attributes.map(\.asJSONCarriesIt)
    point.value = value.asJSONCarriesIt
    for index in exemplars.indices {
      point.exemplars[index].filteredAttributes = exemplars[index].filteredAttributes.map(\.asJSONCarriesIt)
      if case .double(let number) = exemplars[index].value {
        point.exemplars[index].value = .double(number.asJSONCarriesIt)
      }
    }
    return point
  }
}

extension MetricPoint.Value {
  fileprivate var asJSONCarriesIt: Self {
    switch self {
    case .none, .int: return self
    case .double(let number): return .double(number.asJSONCarriesIt)
    case .histogram(var histogram):
      // Bounds that rise strictly hold no NaN.
      histogram.sum = histogram.sum?.asJSONCarriesIt
      histogram.min = histogram.min?.asJSONCarriesIt
      histogram.max = histogram.max?.asJSONCarriesIt
      return .histogram(histogram)
    case .exponentialHistogram(var histogram):
      histogram.sum = histogram.sum?.asJSONCarriesIt
      histogram.min = histogram.min?.asJSONCarriesIt
      histogram.max = histogram.max?.asJSONCarriesIt
      histogram.zeroThreshold = histogram.zeroThreshold.asJSONCarriesIt
      return .exponentialHistogram(histogram)
    case .summary(var summary):
      summary.sum = summary.sum.asJSONCarriesIt
      summary.quantiles = summary.quantiles.map {
        QuantileValue(quantile: $0.quantile.asJSONCarriesIt, value: $0.value.asJSONCarriesIt)
      }
      return .summary(summary)
    }
  }
}

extension Double {
  fileprivate var asJSONCarriesIt: Double { isNaN ? .nan : self }
}
