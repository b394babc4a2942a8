import TelemetryStorage

extension Pattern {
  /// A regular expression as Jaeger's structured filters have it: it matches anywhere in a text, and `.` no line feed.
  ///
  /// Anchors, word boundaries, flags and lazy repetitions are refused there, since Jaeger's stores do not agree on them.
  init(jaegerSource source: String) throws(RequestFailure) {
    if let reason = Self.reasonToRefuse(source) {
      throw JaegerFilter.failure("has a regular expression with \(reason), which is not supported")
    }
    do {
      // By itself first, so that no bracket in it can close the group that is put around it.
      _ = try Pattern(source)
      self = try Pattern("(?s:.*)(?-s:\(source))(?s:.*)")
    } catch {
      throw JaegerFilter.failure("has a regular expression that cannot be read: \(error)")
    }
  }

  private static func reasonToRefuse(_ source: String) -> String? {
    let scalars = Array(source.unicodeScalars)
    func scalar(_ place: Int) -> Unicode.Scalar? { place < scalars.count ? scalars[place] : nil }
    var place = 0
    while let current = scalar(place) {
      switch current {
      case "\\":
        if let next = scalar(place + 1), "AzbBQ".unicodeScalars.contains(next) { return "an anchor or a word boundary" }
        place += 1
      case "^", "$": return "an anchor"
      case "(" where scalar(place + 1) == "?":
        guard scalar(place + 2) == ":" else { return "flags or a named group" }
        place += 2
      case "*", "+", "?", "}":
        if scalar(place + 1) == "?" { return "a lazy repetition" }
      case "[": place = endOfClass(scalars, from: place)
      default: break
      }
      place += 1
    }
    return nil
  }

  /// Where the bracket stands that closes a class; one that comes first in it stands for itself.
  private static func endOfClass(_ scalars: [Unicode.Scalar], from start: Int) -> Int {
    var place = start + 1
    if place < scalars.count, scalars[place] == "^" { place += 1 }
    if place < scalars.count, scalars[place] == "]" { place += 1 }
    while place < scalars.count, scalars[place] != "]" { place += scalars[place] == "\\" ? 2 : 1 }
    return place
  }
}
