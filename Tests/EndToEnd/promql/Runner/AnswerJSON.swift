import PromQL

/// Answers in the JSON of Prometheus' HTTP API.
enum AnswerJSON {
  static func success(_ answer: PromQLAnswer) -> String {
    "{\"status\":\"success\",\"data\":{\"resultType\":\"\(answer.resultType)\",\"result\":\(result(answer))}}"
  }

  static func failure(_ error: any Error) -> String {
    guard let error = error as? PromQLError else { return "{\"status\":\"error\"}" }
    let type =
      switch error.code {
      case .badData: "bad_data"
      case .execution, .tooManySamples: "execution"
      case .timeout: "timeout"
      case .storage: "internal"
      }
    return "{\"status\":\"error\",\"errorType\":\"\(type)\",\"error\":\(text(error.message))}"
  }

  private static func result(_ answer: PromQLAnswer) -> String {
    switch answer {
    case .scalar(let point): "[\(SampleText.seconds(milliseconds: point.time)),\"\(SampleText.json(point.value))\"]"
    case .string(let point): "[\(SampleText.seconds(milliseconds: point.time)),\(text(point.value))]"
    case .vector(let samples):
      list(samples.map { "{\"metric\":\(labels($0.labels)),\"value\":\(value($0.point))}" })
    case .matrix(let series):
      list(series.map { "{\"metric\":\(labels($0.labels)),\"values\":\(list($0.points.map(value)))}" })
    }
  }

  private static func value(_ point: PromQLAnswer.Point<SampleValue>) -> String {
    let time = SampleText.seconds(milliseconds: point.time)
    return switch point.value {
    case .float(let value): "[\(time),\"\(SampleText.json(value))\"]"
    case .histogram: "[\(time),null]"
    }
  }

  private static func labels(_ labels: Labels) -> String {
    "{\(labels.labels.map { "\(text($0.name)):\(text($0.value))" }.joined(separator: ","))}"
  }

  private static func list(_ items: [String]) -> String { "[\(items.joined(separator: ","))]" }

  private static func text(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": result += "\\\(scalar)"
      case "\u{0}"..<" ":
        let digits = String(scalar.value, radix: 16)
        result += "\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
