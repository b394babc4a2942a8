import TelemetryModel
import TelemetryStorage
import TraceAnalysis

extension FilterSubject {
  /// What an operator and a value ask of the subject.
  ///
  /// `!=` and `!~` are the opposites of `=` and `=~`: they hold for spans without the attribute, too.
  func condition(_ comparison: FilterOperator, _ value: FilterReader.Word) throws(SpanFilterError) -> SpanCondition {
    if comparison.takesPattern {
      let pattern = try Self.pattern(value)
      let condition = try matches(pattern, value)
      return comparison.isNegated ? .not(condition) : condition
    }
    switch self {
    case .duration: return try Self.duration(comparison, value)
    case .text(let field) where comparison.isNegated: return .not(.text(field, .compare(.equal, value.text)))
    case .text(let field): return .text(field, .compare(comparison.comparison, value.text))
    case .attribute(let key, let levels) where !comparison.isEquality:
      return .attribute(key, .compare(comparison.comparison, try Self.operand(value)), on: levels)
    case .tag(let key) where !comparison.isEquality:
      return .attribute(key, .compare(comparison.comparison, try Self.operand(value)), on: .all)
    default:
      guard comparison.isEquality else {
        throw SpanFilterError("what the key stands for has no order; compare it with = or !=", position: value.position)
      }
      let condition = try equals(value)
      return comparison.isNegated ? .not(condition) : condition
    }
  }

  private func equals(_ value: FilterReader.Word) throws(SpanFilterError) -> SpanCondition {
    switch self {
    case .kind: return .kind(try Self.kind(value))
    case .status: return .status(try Self.status(value))
    case .traceID: return TraceID(hex: value.text).map(SpanCondition.traceID) ?? .never
    case .spanID: return SpanID(hex: value.text).map(SpanCondition.spanID) ?? .never
    case .parentSpanID: return SpanID(hex: value.text).map(SpanCondition.parentSpanID) ?? .never
    case .attribute(let key, let levels): return .attribute(key: key, text: value.text, on: levels)
    case .tag(let key): return TraceQuery.Tag(key, value.text).condition
    case .duration, .text: preconditionFailure("compared before")
    }
  }

  private func matches(_ pattern: Pattern, _ value: FilterReader.Word) throws(SpanFilterError) -> SpanCondition {
    switch self {
    case .text(let field): return .text(field, .matches(pattern))
    case .kind: return .kind(matching: pattern)
    case .status: return .status(matching: pattern)
    case .attribute(let key, let levels): return .attribute(key, .matches(pattern), on: levels)
    case .tag(let key): return .attribute(key, .matches(pattern), on: .all)
    case .duration, .traceID, .spanID, .parentSpanID:
      throw SpanFilterError(
        "what the key stands for is no text; it has no regular expression", position: value.position)
    }
  }
}

extension FilterOperator {
  fileprivate var isEquality: Bool { self == .equal || self == .notEqual }
}

// MARK: Values

extension FilterSubject {
  private static func pattern(_ value: FilterReader.Word) throws(SpanFilterError) -> Pattern {
    do {
      return try Pattern(value.text)
    } catch {
      throw SpanFilterError("\(error)", position: value.position)
    }
  }

  private static func duration(
    _ comparison: FilterOperator, _ value: FilterReader.Word
  ) throws(SpanFilterError) -> SpanCondition {
    guard let nanoseconds = GoDuration.nanoseconds(value.text) else {
      throw SpanFilterError("not a duration such as 100us, 1.5ms or 2s", position: value.position)
    }
    return .duration(comparison.comparison, nanoseconds: nanoseconds)
  }

  /// A number, unless quotes say that texts are compared.
  private static func operand(_ value: FilterReader.Word) throws(SpanFilterError) -> AttributeTest.Operand {
    if value.isQuoted { return .string(value.text) }
    if let number = Int64(value.text) { return .int(number) }
    guard let number = Double(value.text), !number.isNaN else {
      throw SpanFilterError("not a comparison with a number; texts are compared in quotes", position: value.position)
    }
    return .double(number)
  }

  private static func kind(_ value: FilterReader.Word) throws(SpanFilterError) -> SpanKind {
    let word = value.text.lowercased()
    guard let kind = word == "unspecified" ? .unspecified : SpanKind(word: word) else {
      throw SpanFilterError(
        "not a kind of span: internal, server, client, producer, consumer or unspecified", position: value.position)
    }
    return kind
  }

  private static func status(_ value: FilterReader.Word) throws(SpanFilterError) -> SpanStatus.Code {
    guard let code = SpanStatus.Code(word: value.text.lowercased()) else {
      throw SpanFilterError("neither ok, error nor unset", position: value.position)
    }
    return code
  }
}
