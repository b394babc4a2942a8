import QueryEngine
import TelemetryModel
import TelemetryStorage
import TraceAnalysis

extension QueryParameters {
  /// What spans have to fulfil: all values of a parameter, each `key`, an operator and what it compares with; `nil`
  /// without any.
  ///
  ///     http.route=/cart          the text of the attribute, with the special keys of `TraceQuery.Tag`
  ///     http.route!=/cart         not that; so for spans without the attribute, too
  ///     http.route=~/cart/.*      the whole text matches; !~ for not that
  ///     http.request.body.size>1e6  <, <=, > and >= compare numbers
  ///     duration>=250ms           how long the span took
  func filter(_ name: String) throws(RequestFailure) -> SpanCondition? {
    let texts = texts(name)
    if texts.isEmpty { return nil }
    guard texts.count <= QueryLimits.tagCount else {
      throw .badRequest("more than \(QueryLimits.tagCount) values of '\(name)'")
    }
    var conditions: [SpanCondition] = []
    for text in texts { conditions.append(try Self.condition(text, name)) }
    return .all(conditions)
  }

  private enum Operator: String, CaseIterable {
    // Longer ones first: `=` begins `=~`.
    case matches = "=~"
    case doesNotMatch = "!~"
    case notEqual = "!="
    case lessOrEqual = "<="
    case greaterOrEqual = ">="
    case equal = "="
    case less = "<"
    case greater = ">"

    var comparison: Comparison {
      switch self {
      case .equal, .matches: .equal
      case .notEqual, .doesNotMatch: .notEqual
      case .less: .less
      case .lessOrEqual: .lessOrEqual
      case .greater: .greater
      case .greaterOrEqual: .greaterOrEqual
      }
    }
  }

  private static func condition(_ text: String, _ name: String) throws(RequestFailure) -> SpanCondition {
    let bytes = text.utf8
    guard let place = bytes.firstIndex(where: { "=!<>".utf8.contains($0) }), place > bytes.startIndex,
      let found = Operator.allCases.first(where: { bytes[place...].starts(with: $0.rawValue.utf8) })
    else { throw .unparsable(name, text, "not of the form key=value, with =, !=, =~, !~, <, <=, > or >=") }
    let key = String(decoding: bytes[..<place], as: UTF8.self)
    let value = String(decoding: bytes[place...].dropFirst(found.rawValue.utf8.count), as: UTF8.self)
    if key == "duration" { return try duration(found, value, name) }
    switch found {
    case .equal: return TraceQuery.Tag(key, value).condition
    case .notEqual: return .not(TraceQuery.Tag(key, value).condition)
    case .matches: return .attribute(key, .matches(try pattern(value, name)), on: .all)
    case .doesNotMatch: return .not(.attribute(key, .matches(try pattern(value, name)), on: .all))
    case .less, .lessOrEqual, .greater, .greaterOrEqual:
      guard let number = Double(value), !number.isNaN else {
        throw .unparsable(name, text, "not a comparison with a number")
      }
      return .attribute(key, .compare(found.comparison, .double(number)), on: .all)
    }
  }

  private static func duration(
    _ found: Operator, _ value: String, _ name: String
  ) throws(RequestFailure) -> SpanCondition {
    guard found != .matches, found != .doesNotMatch, let nanoseconds = GoDuration.nanoseconds(value) else {
      throw .unparsable(name, value, "not a duration such as 100us, 1.5ms or 2s")
    }
    return .number(.durationNanoseconds, found.comparison, UInt64(max(0, nanoseconds)))
  }

  private static func pattern(_ source: String, _ name: String) throws(RequestFailure) -> Pattern {
    do {
      return try Pattern(source)
    } catch {
      throw .unparsable(name, source, "no regular expression: \(error)")
    }
  }
}
