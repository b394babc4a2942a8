package import TelemetryModel
package import TelemetryStorage

/// Conditions evaluated on materialised spans, by their definition: knows nothing of codes, shapes and columns.
package enum ReferenceEvaluation {
  package static func matches(_ span: Span, _ condition: SpanCondition) -> Bool {
    switch condition {
    case .all(let conditions): conditions.allSatisfy { matches(span, $0) }
    case .any(let conditions): conditions.contains { matches(span, $0) }
    case .not(let condition): !matches(span, condition)
    case .kind(let kind): span.kind == kind
    case .status(let code): span.status.code == code
    case .traceID(let id): span.traceID == id
    case .spanID(let id): span.spanID == id
    case .parentSpanID(let id): span.parentSpanID == id
    case .hasParent: span.parentSpanID != .none
    case .linkedTraceID(let id): span.links.contains { $0.traceID == id }
    case .number(let field, let range): range.contains(number(field, of: span))
    case .text(let field, let test): texts(field, of: span).contains { accepts($0, test) }
    case .attribute(let key, let test, let levels):
      lists(of: span, levels).contains { list in
        list.contains { same($0.key, key) && accepts($0.value, test) }
      }
    }
  }

  package static func number(_ field: SpanCondition.NumberField, of span: Span) -> UInt64 {
    switch field {
    case .durationNanoseconds: span.durationNanoseconds
    case .startTime: span.startTime.nanoseconds
    case .endTime: span.endTime.nanoseconds
    case .eventCount: UInt64(span.events.count)
    case .linkCount: UInt64(span.links.count)
    }
  }

  package static func texts(_ field: SpanCondition.TextField, of span: Span) -> [String] {
    switch field {
    case .service: [serviceName(of: span)]
    case .operation: [span.name]
    case .statusMessage: [span.status.message]
    case .scopeName: [span.scope.name]
    case .scopeVersion: [span.scope.version]
    case .eventName: span.events.map(\.name)
    }
  }

  package static func lists(of span: Span, _ levels: AttributeLevels) -> [[Attribute]] {
    var lists: [[Attribute]] = []
    if levels.contains(.span) { lists.append(span.attributes) }
    if levels.contains(.resource) { lists.append(span.resource.attributes) }
    if levels.contains(.scope) { lists.append(span.scope.attributes) }
    if levels.contains(.event) { lists += span.events.map(\.attributes) }
    if levels.contains(.link) { lists += span.links.map(\.attributes) }
    return lists
  }

  package static func serviceName(of span: Span) -> String {
    for attribute in span.resource.attributes.reversed() where attribute.key == "service.name" {
      if case .string(let name) = attribute.value { return name.isEmpty ? Resource.unknownServiceName : name }
    }
    return Resource.unknownServiceName
  }

  private static func same(_ left: String, _ right: String) -> Bool { left.utf8.elementsEqual(right.utf8) }

  private static func accepts(_ text: String, _ test: TextTest) -> Bool {
    switch test {
    case .compare(let comparison, let other): holds(comparison, Array(text.utf8), Array(other.utf8))
    case .matches(let pattern): PatternMatcher(pattern).matches(Array(text.utf8)[...])
    case .doesNotMatch(let pattern): !PatternMatcher(pattern).matches(Array(text.utf8)[...])
    }
  }

  private static func holds(_ comparison: Comparison, _ left: [UInt8], _ right: [UInt8]) -> Bool {
    let isLess = left.lexicographicallyPrecedes(right)
    return switch comparison {
    case .equal: left == right
    case .notEqual: left != right
    case .less: isLess
    case .lessOrEqual: isLess || left == right
    case .greater: !isLess && left != right
    case .greaterOrEqual: !isLess
    }
  }

  package static func accepts(_ value: AttributeValue, _ test: AttributeTest) -> Bool {
    switch test {
    case .exists: return true
    case .hasText(let text): return same(AttributeText.text(value), text)
    case .compare(.notEqual, _), .doesNotMatch:
      guard case .array(let elements) = value else { return acceptsScalar(value, test) }
      return elements.allSatisfy { acceptsScalar($0, test) }
    case .compare, .matches:
      guard case .array(let elements) = value else { return acceptsScalar(value, test) }
      return elements.contains { acceptsScalar($0, test) }
    }
  }

  private static func acceptsScalar(_ value: AttributeValue, _ test: AttributeTest) -> Bool {
    switch (value, test) {
    case (.string(let text), .matches(let pattern)): return accepts(text, .matches(pattern))
    case (.string(let text), .doesNotMatch(let pattern)): return accepts(text, .doesNotMatch(pattern))
    case (.string(let text), .compare(let comparison, .string(let other))):
      return accepts(text, .compare(comparison, other))
    case (.bool(let flag), .compare(.equal, .bool(let other))): return flag == other
    case (.bool(let flag), .compare(.notEqual, .bool(let other))): return flag != other
    case (.int(let left), .compare(let comparison, .int(let right))):
      return holds(comparison, Number(left), Number(right))
    case (.int(let left), .compare(let comparison, .double(let right))):
      return holds(comparison, Number(left), Number(right))
    case (.double(let left), .compare(let comparison, .int(let right))):
      return holds(comparison, Number(left), Number(right))
    case (.double(let left), .compare(let comparison, .double(let right))):
      return holds(comparison, Number(left), Number(right))
    default: return false
    }
  }

  private static func holds(_ comparison: Comparison, _ left: Number, _ right: Number) -> Bool {
    if left.isNaN || right.isNaN { return comparison == .notEqual }
    let isLess = (left.whole, left.fraction) < (right.whole, right.fraction)
    let isSame = left.whole == right.whole && left.fraction == right.fraction
    return switch comparison {
    case .equal: isSame
    case .notEqual: !isSame
    case .less: isLess
    case .lessOrEqual: isLess || isSame
    case .greater: !isLess && !isSame
    case .greaterOrEqual: !isLess
    }
  }

  /// A number as its whole part and the rest, both exact.
  private struct Number {
    var whole: Int128 = 0
    var fraction = 0.0
    var isNaN = false

    init(_ int: Int64) { whole = Int128(int) }

    init(_ double: Double) {
      if double.isNaN {
        isNaN = true
      } else if abs(double) >= 0x1p100 {
        // Beyond every int: the rest alone keeps the order.
        whole = double < 0 ? -(1 << 101) : 1 << 101
        fraction = double
      } else {
        whole = Int128(double.rounded(.towardZero))
        fraction = double - double.rounded(.towardZero)
      }
    }
  }
}
