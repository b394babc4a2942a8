import TelemetryModel
import TelemetryStorage

/// Zipkin's little query language: `error and http.method=GET`.
///
/// Terms are joined with " and ". A term with `=` asks for a tag with this value, one without for a tag of any value or an
/// annotation of this text. Of terms about one key the last counts. There is no "or" and no "not".
struct ZipkinAnnotationQuery {
  struct Term: Equatable {
    let key: String
    var value: String?
  }

  private(set) var terms: [Term] = []

  init(_ text: String) {
    var rest = text[...]
    while !rest.isEmpty {
      let end = rest.firstRange(of: " and ")
      add(rest[..<(end?.lowerBound ?? rest.endIndex)])
      rest = end.map { rest[$0.upperBound...] } ?? ""
    }
  }

  private mutating func add(_ text: Substring) {
    let sides = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let key = Self.trimmed(sides[0])
    if key.isEmpty { return }
    let term = Term(key: key, value: sides.count > 1 ? Self.trimmed(sides[1]) : nil)
    if let index = terms.firstIndex(where: { $0.key == key }) { terms[index] = term } else { terms.append(term) }
  }

  private static func trimmed(_ text: Substring) -> String {
    var text = text.drop { $0.isWhitespace }
    while text.last?.isWhitespace ?? false { text.removeLast() }
    return String(text)
  }
}

extension ZipkinAnnotationQuery.Term {
  private static let tagLevels: AttributeLevels = [.span, .resource]

  /// The tag as an attribute, or as the field that it is kept in.
  var condition: SpanCondition {
    guard let value else {
      return .any([
        .attribute(key, .exists, on: Self.tagLevels), .text(.eventName, .compare(.equal, key)), fieldExists,
      ])
    }
    return .any([.attribute(key: key, text: value, on: Self.tagLevels), field(is: value)])
  }

  private var fieldExists: SpanCondition {
    switch key {
    case "error": .status(.error)
    case "otel.status_code": .any([.status(.ok), .status(.error)])
    case "otel.scope.name": .not(.scopeName(""))
    case "otel.scope.version": .not(.scopeVersion(""))
    default: .never
    }
  }

  /// As `ZipkinSpanEncoder` writes the field.
  private func field(is value: String) -> SpanCondition {
    switch (key, value) {
    case ("error", "true"): .all([.status(.error), .text(.statusMessage, .compare(.equal, ""))])
    case ("error", _) where !value.isEmpty: .all([.status(.error), .text(.statusMessage, .compare(.equal, value))])
    case ("otel.status_code", "OK"): .status(.ok)
    case ("otel.status_code", "ERROR"): .status(.error)
    case ("otel.scope.name", _) where !value.isEmpty: .scopeName(value)
    case ("otel.scope.version", _) where !value.isEmpty: .scopeVersion(value)
    default: .never
    }
  }
}
