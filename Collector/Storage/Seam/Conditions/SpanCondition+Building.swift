package import TelemetryModel

extension SpanCondition {
  package static let always = SpanCondition.all([])
  package static let never = SpanCondition.any([])

  package static func service(_ text: String) -> SpanCondition { .text(.service, .compare(.equal, text)) }
  package static func operation(_ text: String) -> SpanCondition { .text(.operation, .compare(.equal, text)) }
  package static func scopeName(_ text: String) -> SpanCondition { .text(.scopeName, .compare(.equal, text)) }
  package static func scopeVersion(_ text: String) -> SpanCondition { .text(.scopeVersion, .compare(.equal, text)) }

  package static func duration(nanoseconds range: ClosedRange<UInt64>) -> SpanCondition {
    .number(.durationNanoseconds, in: range)
  }

  package static func start(_ range: TimeRange) -> SpanCondition {
    .number(.startTime, in: range.start.nanoseconds...range.end.nanoseconds)
  }

  package static func start(notBefore moment: Timestamp) -> SpanCondition {
    .number(.startTime, in: moment.nanoseconds ... .max)
  }

  /// An attribute whose `AttributeText` is `text`.
  package static func attribute(key: String, text: String, on levels: AttributeLevels) -> SpanCondition {
    .attribute(key, .hasText(text), on: levels)
  }

  /// A comparison as the range, or the outside of it, that it stands for.
  package static func number(_ field: NumberField, _ comparison: Comparison, _ value: UInt64) -> SpanCondition {
    switch comparison {
    case .equal: .number(field, in: value...value)
    case .notEqual: .not(.number(field, in: value...value))
    case .less: value == .min ? .never : .number(field, in: .min...(value - 1))
    case .lessOrEqual: .number(field, in: .min...value)
    case .greater: value == .max ? .never : .number(field, in: (value + 1) ... .max)
    case .greaterOrEqual: .number(field, in: value ... .max)
    }
  }
}
