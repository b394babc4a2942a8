/// Double exponential smoothing: a level and a trend that both follow the samples.
enum HoltWinters {
  static func check(_ parameters: [[Double]]) throws(PromQLError) {
    for value in parameters[0] where !(value > 0 && value < 1) {
      throw PromQLError(
        .execution, "invalid smoothing factor. Expected: 0 < sf < 1, got: \(SampleText.decimal(value))")
    }
    for value in parameters[1] where !(value > 0 && value < 1) {
      throw PromQLError(.execution, "invalid trend factor. Expected: 0 < tf < 1, got: \(SampleText.decimal(value))")
    }
  }

  static func smooth(_ values: ArraySlice<Double>, _ smoothing: Double, _ trending: Double) -> Double? {
    guard values.count >= 2 else { return nil }
    let base = values.startIndex
    var previousLevel = 0.0
    var level = values[base]
    var trend = values[base + 1] - values[base]
    for (index, value) in values.enumerated().dropFirst() {
      let scaled = smoothing * value
      if index > 1 { trend = trending * (level - previousLevel) + (1 - trending) * trend }
      let expected = (1 - smoothing) * (level + trend)
      previousLevel = level
      level = scaled + expected
    }
    return level
  }
}
