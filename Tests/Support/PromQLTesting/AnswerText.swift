package import PromQL

/// Answers as text, to compare and to show them.
package enum AnswerText {
  /// One line a series: its name and its values.
  package static func lines(of answer: PromQLAnswer) -> [String] {
    switch answer {
    case .scalar(let point): [SampleText.decimal(point.value)]
    case .string(let point): [point.value]
    case .vector(let samples): samples.map { "\($0.labels) \(text($0.point.value))" }
    case .matrix(let all):
      all.map { series in "\(series.labels) \(series.points.map { text($0.value) }.joined(separator: " "))" }
    }
  }

  /// One line a value: the series, the time and the value.
  package static func points(of answer: PromQLAnswer) -> [String] {
    switch answer {
    case .scalar(let point): ["{} \(point.time) \(SampleText.decimal(point.value))"]
    case .string(let point): [point.value]
    case .vector(let samples): samples.map { "\($0.labels) \($0.point.time) \(text($0.point.value))" }
    case .matrix(let all):
      all.flatMap { series in series.points.map { "\(series.labels) \($0.time) \(text($0.value))" } }
    }
  }

  /// Whether two lists say the same, numbers to twelve digits.
  package static func agree(_ left: [String], _ right: [String]) -> Bool {
    left.count == right.count && zip(left, right).allSatisfy { agree($0, $1) }
  }

  private static func agree(_ left: String, _ right: String) -> Bool {
    if left == right { return true }
    let words = (left.split(separator: " "), right.split(separator: " "))
    return words.0.count == words.1.count
      && zip(words.0, words.1).allSatisfy { one, other in
        if one == other { return true }
        guard let one = Double(one), let other = Double(other) else { return false }
        return abs(one - other) <= 1e-12 * max(abs(one), abs(other))
      }
  }

  private static func text(_ value: SampleValue) -> String {
    switch value {
    case .float(let value): SampleText.decimal(value)
    case .histogram(let histogram):
      "count=\(SampleText.decimal(histogram.count)),sum=\(SampleText.decimal(histogram.sum)),"
        + histogram.buckets.map { "(\(SampleText.decimal($0.upper)))\(SampleText.decimal($0.count))" }.joined()
    }
  }
}
