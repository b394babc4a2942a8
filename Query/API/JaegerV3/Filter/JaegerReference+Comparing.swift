import QueryEngine
import TelemetryModel
import TelemetryStorage
import TraceAnalysis

extension JaegerReference {
  /// A comparison other than `!=`; on attributes, of a value of any of the types that the constant may have.
  func holds(_ comparison: Comparison, _ constant: JaegerConstant) throws(RequestFailure) -> SpanCondition {
    switch self {
    case .attribute(let key, let levels): return try Self.attribute(key, levels, comparison, constant)
    case .text(let field):
      guard let text = constant.text else { throw Self.mismatch("a text") }
      return .text(field, .compare(comparison, text))
    case .duration:
      guard let nanoseconds = constant.untyped.flatMap({ GoDuration.nanoseconds($0) }) else {
        throw Self.mismatch("a duration such as 1.5ms or 2s, without a type")
      }
      return .duration(comparison, nanoseconds: nanoseconds)
    case .time(let field):
      guard let moment = constant.untyped.flatMap({ RFC3339.nanoseconds($0) }) else {
        throw Self.mismatch("a time such as 2026-01-02T03:04:05.678Z, without a type")
      }
      return .number(field, comparison, UInt64(clamping: moment))
    case .kind, .status, .traceID, .spanID, .parentSpanID, .linkedTraceID:
      guard comparison == .equal else { throw JaegerFilter.failure("orders a field that has no order") }
      guard let text = constant.text else { throw Self.mismatch("a text") }
      return try equals(text)
    }
  }

  private func equals(_ text: String) throws(RequestFailure) -> SpanCondition {
    switch self {
    case .kind:
      guard let kind = text == "unspecified" ? .unspecified : SpanKind(word: text), !text.isEmpty else {
        throw Self.mismatch("internal, server, client, producer, consumer or unspecified")
      }
      return .kind(kind)
    case .status:
      guard let code = SpanStatus.Code(word: text) else { throw Self.mismatch("unset, ok or error") }
      return .status(code)
    // An ID that cannot be one is an ID that nobody has.
    case .traceID: return TraceID(hex: text).map(SpanCondition.traceID) ?? .never
    case .linkedTraceID: return TraceID(hex: text).map(SpanCondition.linkedTraceID) ?? .never
    case .spanID: return SpanID(hex: text).map(SpanCondition.spanID) ?? .never
    case .parentSpanID: return SpanID(hex: text).map(SpanCondition.parentSpanID) ?? .never
    case .attribute, .text, .time, .duration: preconditionFailure("compared before")
    }
  }

  /// A pattern somewhere in the value.
  func matches(_ constant: JaegerConstant) throws(RequestFailure) -> SpanCondition {
    guard let source = constant.text else { throw Self.mismatch("a regular expression") }
    let pattern = try Pattern(jaegerSource: source)
    switch self {
    case .attribute(let key, let levels): return .attribute(key, .matches(pattern), on: levels)
    case .text(let field): return .text(field, .matches(pattern))
    case .kind: return .kind(matching: pattern)
    case .status: return .status(matching: pattern)
    case .time, .duration, .traceID, .spanID, .parentSpanID, .linkedTraceID:
      throw JaegerFilter.failure("has a regular expression for a field that is no text")
    }
  }

  private static func attribute(
    _ key: String, _ levels: AttributeLevels, _ comparison: Comparison, _ constant: JaegerConstant
  ) throws(RequestFailure) -> SpanCondition {
    func compare(_ operand: AttributeTest.Operand) -> SpanCondition {
      .attribute(key, .compare(comparison, operand), on: levels)
    }
    switch constant {
    case .string(let text): return compare(.string(text))
    case .int(let number): return compare(.int(number))
    case .double(let number): return compare(.double(number))
    case .bool(let flag):
      guard comparison == .equal else { throw JaegerFilter.failure("orders truth values, which have no order") }
      return compare(.bool(flag))
    case .any(let text):
      var conditions = [compare(.string(text))]
      if let number = Int64(text) {
        conditions.append(compare(.int(number)))
      } else if let number = Double(text) {
        conditions.append(compare(.double(number)))
      }
      if comparison == .equal { conditions.append(.attribute(key: key, text: text, on: levels)) }
      return .any(conditions)
    }
  }

  private static func mismatch(_ expected: String) -> RequestFailure {
    JaegerFilter.failure("compares a field with a constant that is not \(expected)")
  }
}
