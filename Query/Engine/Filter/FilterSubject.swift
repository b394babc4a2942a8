import TelemetryModel
import TelemetryStorage

/// What a condition of a filter is about: a field of the span, or an attribute.
enum FilterSubject {
  case duration
  case text(SpanCondition.TextField)
  case kind
  case status
  case traceID, spanID, parentSpanID
  case attribute(String, AttributeLevels)
  /// One of the keys of Jaeger's tags that are no attributes, such as `error`.
  case tag(String)

  init(_ key: FilterReader.Word) { self = key.isQuoted ? .attribute(key.text, .all) : Self(unquoted: key.text) }

  private init(unquoted key: String) {
    if let word = Self.words[key] {
      self = word
    } else if key == "error" {
      self = .tag(key)
    } else if key.hasPrefix("."), key.utf8.count > 1 {
      self = .attribute(String(key.dropFirst()), .all)
    } else if let level = Self.levels.first(where: { key.hasPrefix($0.prefix) && key.utf8.count > $0.prefix.utf8.count }
    ) {
      self = .attribute(String(key.dropFirst(level.prefix.count)), level.level)
    } else {
      self = .attribute(key, .all)
    }
  }

  private static let words: [String: FilterSubject] = [
    "duration": .duration, "service": .text(.service), "operation": .text(.operation), "kind": .kind,
    "span.kind": .kind, "status": .status, "span.status": .status, "statusMessage": .text(.statusMessage),
    "eventName": .text(.eventName), "scope.name": .text(.scopeName), "scope.version": .text(.scopeVersion),
    "traceID": .traceID, "spanID": .spanID, "parentSpanID": .parentSpanID,
  ]

  private static let levels: [(prefix: String, level: AttributeLevels)] = [
    ("span:", .span), ("resource:", .resource), ("scope:", .scope), ("event:", .event), ("link:", .link),
    // As in Jaeger's tags.
    ("resource.", .resource),
  ]

  /// That there is a value at all.
  var exists: SpanCondition {
    switch self {
    case .duration, .kind, .status, .traceID, .spanID: .always
    case .parentSpanID: .hasParent
    case .text(let field): .text(field, .compare(.notEqual, ""))
    case .attribute(let key, let levels): .attribute(key, .exists, on: levels)
    case .tag(let key): .attribute(key, .exists, on: .all)
    }
  }
}
