/// One word of a query.
struct Token: Sendable {
  enum Kind: Hashable, Sendable {
    case end
    /// Where no token could be read, and why.
    case invalid(String)
    case identifier
    /// An identifier with a colon, which only names of metrics may have.
    case metricIdentifier
    case number
    case duration
    case string
    /// `by`, `on`, `offset`, ...; always in lower case.
    case keyword(String)
    case aggregation(AggregationOperator)
    case binary(BinaryOperator)
    /// `=`, which is no operator between expressions.
    case assign
    case notMatching
    case matching
    case at
    case comma
    case colon
    case leftParenthesis, rightParenthesis
    case leftBrace, rightBrace
    case leftBracket, rightBracket
  }

  let kind: Kind
  /// As written; for a string, what it means.
  let text: String
  /// Where it stands, in bytes.
  let range: Range<Int>

  /// The words that Prometheus uses for it in messages.
  var description: String {
    switch kind {
    case .end: "end of input"
    case .invalid(let reason): reason
    case .identifier: "identifier \(text.quoted)"
    case .metricIdentifier: "metric identifier \(text.quoted)"
    case .number: "number \(text.quoted)"
    case .duration: "duration \(text.quoted)"
    case .string: "string \(text.quoted)"
    case .keyword: "<\(text)>"
    case .aggregation: "<aggr:\(text)>"
    case .binary: "<op:\(text)>"
    case .assign: "\"=\""
    case .notMatching: "\"!~\""
    case .matching: "\"=~\""
    case .at: "<@>"
    case .comma: "\",\""
    case .colon: "\":\""
    case .leftParenthesis: "\"(\""
    case .rightParenthesis: "\")\""
    case .leftBrace: "\"{\""
    case .rightBrace: "\"}\""
    case .leftBracket: "\"[\""
    case .rightBracket: "\"]\""
    }
  }

  static let keywords: Set<String> = [
    "by", "without", "on", "ignoring", "group_left", "group_right", "bool", "offset", "start", "end",
  ]
}

extension String {
  /// In quotes, with everything escaped that is not printable ASCII; long texts are cut.
  package var quoted: String {
    var result = "\""
    for scalar in unicodeScalars.prefix(200) {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case " "..."~": result.unicodeScalars.append(scalar)
      default: result += "\\u{\(String(scalar.value, radix: 16))}"
      }
    }
    return result + (unicodeScalars.count > 200 ? "...\"" : "\"")
  }
}
