package import OTLPFormat
package import PromQL

extension JSONWriter {
  /// A successful answer of Prometheus' HTTP API; `data` is what `write` adds.
  package mutating func prometheusSuccess(
    warnings: [String] = [], infos: [String] = [], _ write: (inout JSONWriter) -> Void
  ) {
    beginObject()
    key("status")
    string("success")
    key("data")
    write(&self)
    for (name, texts) in [("warnings", warnings), ("infos", infos)] where !texts.isEmpty {
      key(name)
      strings(texts)
    }
    endObject()
  }

  /// The `data` of an answer to a query.
  package mutating func promQL(_ answer: PromQLAnswer) {
    beginObject()
    key("resultType")
    string(answer.resultType)
    key("result")
    switch answer {
    case .scalar(let point): self.point(point.time) { $0.string(SampleText.json(point.value)) }
    case .string(let point): self.point(point.time) { $0.string(point.value) }
    case .vector(let samples):
      beginArray()
      for sample in samples { vectorSample(sample) }
      endArray()
    case .matrix(let series):
      beginArray()
      for one in series { matrixSeries(one) }
      endArray()
    }
    endObject()
  }

  mutating func labels(_ labels: Labels) {
    beginObject()
    for label in labels.labels {
      key(label.name)
      string(label.value)
    }
    endObject()
  }

  /// Milliseconds since 1970 as seconds.
  mutating func seconds(milliseconds: Int64) {
    if milliseconds % 1000 == 0 { int(milliseconds / 1000) } else { double(Double(milliseconds) / 1000) }
  }

  private mutating func vectorSample(_ sample: PromQLAnswer.VectorSample) {
    beginObject()
    key("metric")
    labels(sample.labels)
    switch sample.point.value {
    case .float(let value):
      key("value")
      point(sample.point.time) { $0.string(SampleText.json(value)) }
    case .histogram(let histogram):
      key("histogram")
      point(sample.point.time) { $0.histogram(histogram) }
    }
    endObject()
  }

  /// Floats and histograms stand in two lists.
  private mutating func matrixSeries(_ series: PromQLAnswer.MatrixSeries) {
    beginObject()
    key("metric")
    labels(series.labels)
    let histogramCount = series.points.count(where: \.value.isHistogram)
    if histogramCount < series.points.count {
      key("values")
      beginArray()
      for point in series.points {
        if case .float(let value) = point.value { self.point(point.time) { $0.string(SampleText.json(value)) } }
      }
      endArray()
    }
    if histogramCount > 0 {
      key("histograms")
      beginArray()
      for point in series.points {
        if case .histogram(let value) = point.value { self.point(point.time) { $0.histogram(value) } }
      }
      endArray()
    }
    endObject()
  }

  private mutating func point(_ milliseconds: Int64, _ value: (inout JSONWriter) -> Void) {
    beginArray()
    seconds(milliseconds: milliseconds)
    value(&self)
    endArray()
  }

  /// Each bucket begins with a number that says which of its bounds belong to it: 0 the upper one, 1 the lower one,
  /// 2 none, 3 both.
  private mutating func histogram(_ histogram: NativeHistogram) {
    beginObject()
    key("count")
    string(SampleText.json(histogram.count))
    key("sum")
    string(SampleText.json(histogram.sum))
    let buckets = histogram.buckets
    if !buckets.isEmpty {
      key("buckets")
      beginArray()
      for bucket in buckets {
        beginArray()
        switch (bucket.includesLower, bucket.includesUpper) {
        case (false, true): int(0)
        case (true, false): int(1)
        case (false, false): int(2)
        case (true, true): int(3)
        }
        for value in [bucket.lower, bucket.upper, bucket.count] { string(SampleText.json(value)) }
        endArray()
      }
      endArray()
    }
    endObject()
  }
}

extension SampleValue {
  fileprivate var isHistogram: Bool {
    if case .histogram = self { true } else { false }
  }
}
