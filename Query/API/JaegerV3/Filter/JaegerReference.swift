import QueryEngine
import TelemetryModel
import TelemetryStorage

/// What a predicate of Jaeger's structured filter reads off a span.
enum JaegerReference {
  case attribute(key: String, AttributeLevels)
  case text(SpanCondition.TextField)
  case time(SpanCondition.NumberField)
  case duration
  case kind, status
  case traceID, spanID, parentSpanID, linkedTraceID

  enum Level: String { case span, resource, scope, event, link }

  /// `nil` for a constant.
  ///
  /// - Parameter bound: the level of which an enclosing `some` binds one element: only that one may be read there.
  init?(_ argument: JaegerFilter.Argument, within bound: Level?) throws(RequestFailure) {
    switch argument {
    case .attribute(let key, let name):
      guard !key.isEmpty else { throw JaegerFilter.failure("has an attribute without a key") }
      let level = try Self.level(name)
      try Self.check(level, within: bound)
      self = .attribute(key: key, level?.attributes ?? [.span, .resource])
    case .field(let name, let levelName):
      guard let level = try Self.level(levelName) else { throw JaegerFilter.failure("has a field without a level") }
      try Self.check(level, within: bound)
      guard let known = Self.fields[level]?[name] else {
        let isJaegers = Self.unsearchedFields[level]?.contains(name) ?? false
        throw JaegerFilter.failure(
          isJaegers
            ? "asks for the field \"\(name)\" of level \"\(levelName)\", which is not supported"
            : "has an unknown field \"\(name)\" of level \"\(levelName)\"")
      }
      self = known
    case .scalar, .list, .call, .nested: return nil
    }
  }

  private static func level(_ name: String) throws(RequestFailure) -> Level? {
    if name.isEmpty { return nil }
    guard let level = Level(rawValue: name) else { throw JaegerFilter.failure("has an unknown level \"\(name)\"") }
    return level
  }

  private static func check(_ level: Level?, within bound: Level?) throws(RequestFailure) {
    guard bound == nil || level == bound else {
      throw JaegerFilter.failure("has a 'some' whose predicate reads another level, which is not supported")
    }
  }

  private static let fields: [Level: [String: JaegerReference]] = [
    .span: [
      "traceID": .traceID, "spanID": .spanID, "parentSpanID": .parentSpanID, "name": .text(.operation), "kind": .kind,
      "startTime": .time(.startTime), "endTime": .time(.endTime), "status": .status,
      "statusMessage": .text(.statusMessage), "duration": .duration,
    ],
    .resource: ["service": .text(.service)],
    .scope: ["name": .text(.scopeName), "version": .text(.scopeVersion)],
    .event: ["name": .text(.eventName)],
    .link: ["traceID": .linkedTraceID],
  ]

  /// What Jaeger has besides, and no condition of ours.
  private static let unsearchedFields: [Level: Set<String>] = [
    .span: ["traceState"], .resource: ["schemaURL"], .scope: ["schemaURL"], .event: ["time", "timeSinceStart"],
    .link: ["spanID", "traceState"],
  ]

  /// That there is a value. Texts that OTLP leaves out are empty.
  var exists: SpanCondition {
    switch self {
    case .attribute(let key, let levels): .attribute(key, .exists, on: levels)
    case .text(.service), .text(.operation), .time, .duration, .kind, .status, .traceID, .spanID: .always
    case .text(let field): .text(field, .compare(.notEqual, ""))
    case .parentSpanID: .hasParent
    case .linkedTraceID: .number(.linkCount, in: 1 ... .max)
    }
  }
}

extension JaegerReference.Level {
  fileprivate var attributes: AttributeLevels {
    switch self {
    case .span: .span
    case .resource: .resource
    case .scope: .scope
    case .event: .event
    case .link: .link
    }
  }
}
