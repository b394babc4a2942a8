import TelemetryModel

extension SpanCondition {
  /// What every span has that fulfils the condition, as far as summaries of segments can tell it.
  package var requirements: ScanHint { requirements(isNegated: false) }

  /// `not` is carried down to the leaves, where most of it asks for nothing that can be looked up.
  private func requirements(isNegated: Bool) -> ScanHint {
    switch self {
    case .not(let condition): return condition.requirements(isNegated: !isNegated)
    case .all(let conditions) where isNegated, .any(let conditions) where !isNegated:
      return conditions.reduce(.never) { $0.union($1.requirements(isNegated: isNegated)) }
    case .all(let conditions), .any(let conditions):
      return conditions.reduce(ScanHint()) { $0.intersection($1.requirements(isNegated: isNegated)) }
    case .number(let field, let range): return Self.requirements(field, isNegated ? range.outside : range)
    default: return isNegated ? ScanHint() : leafRequirements
    }
  }

  private static func requirements(_ field: NumberField, _ range: ClosedRange<UInt64>?) -> ScanHint {
    guard let range else { return .never }
    var hint = ScanHint()
    switch field {
    case .durationNanoseconds: hint.durationNanoseconds = range
    case .startTime: hint.timeRange = TimeRange(range)
    case .endTime, .eventCount, .linkCount: break
    }
    return hint
  }

  private var leafRequirements: ScanHint {
    var hint = ScanHint()
    switch self {
    case .kind(let kind): hint.operations = [ScanHint.OperationChoice(kind: kind)]
    case .status(let code): hint.statusCodes = [code]
    case .text(.service, .compare(.equal, let text)): return ScanHint(service: text)
    case .text(.operation, .compare(.equal, let text)): return ScanHint(operation: text)
    case .linkedTraceID(let id):
      let value = AttributeValue.bytes(id.bytes)
      let link = ScanHint.AttributeChoice.Alternative(key: ScanHint.linkedTraceKey, value: value, levels: .link)
      hint.attributes = [ScanHint.AttributeChoice(alternatives: [link])]
    case .attribute(let key, let test, let levels):
      if levels.isEmpty { return .never }
      if let values = test.exactValues, !values.isEmpty {
        hint.attributes = [
          ScanHint.AttributeChoice(
            alternatives: values.map { ScanHint.AttributeChoice.Alternative(key: key, value: $0, levels: levels) })
        ]
      }
    default: break
    }
    return hint
  }
}

extension ClosedRange<UInt64> {
  /// The smallest range that holds everything outside; `nil` when nothing is.
  fileprivate var outside: ClosedRange? {
    switch (lowerBound, upperBound) {
    case (.min, .max): nil
    case (.min, let high): (high + 1) ... .max
    case (let low, .max): .min...(low - 1)
    default: .min ... .max
    }
  }
}

extension AttributeTest {
  /// All values, but for arrays and key-value lists, that fulfil an equality; `nil` when they cannot be listed.
  fileprivate var exactValues: [AttributeValue]? {
    switch self {
    case .exists, .matches, .doesNotMatch: nil
    case .compare(.equal, let operand): operand.equalValues
    case .compare: nil
    case .hasText(let text): Self.values(withText: text)
    }
  }

  private static func values(withText text: String) -> [AttributeValue]? {
    // Arrays and lists have too many forms with one text, and so have numbers that are not numbers.
    if text.hasPrefix("[") || text.hasPrefix("{") || text == "NaN" { return nil }
    var values: [AttributeValue] = [.string(text)]
    if text.isEmpty { values += [.empty, .bytes([])] }
    if text == "true" || text == "false" { values.append(.bool(text == "true")) }
    if let number = Int64(text), String(number) == text { values.append(.int(number)) }
    if let number = Double(text == "Infinity" ? "inf" : text == "-Infinity" ? "-inf" : text),
      AttributeText.text(number) == text
    {
      values.append(.double(number))
    }
    if let bytes = AttributeText.bytes(base64: text), !bytes.isEmpty { values.append(.bytes(bytes)) }
    return values
  }
}

extension AttributeTest.Operand {
  /// Every value that equals this one.
  fileprivate var equalValues: [AttributeValue] {
    switch self {
    case .string(let text): [.string(text)]
    case .bool(let flag): [.bool(flag)]
    case .int(let number): [.int(number)] + (Double(exactly: number).map(Self.doubles) ?? [])
    case .double(let number): (Int64(exactly: number).map { [.int($0)] } ?? []) + Self.doubles(equalTo: number)
    }
  }

  private static func doubles(equalTo number: Double) -> [AttributeValue] {
    number == 0 ? [.double(0), .double(-0.0)] : [.double(number)]
  }
}
