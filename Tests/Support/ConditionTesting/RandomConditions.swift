package import TelemetryModel
package import TelemetryStorage
import TestSupport

/// Random condition trees, most parts of which are about one of the given spans.
package struct RandomConditions {
  private let spans: [Span]
  private var generator: SeededGenerator

  package init(about spans: [Span], seed: UInt64) {
    self.spans = spans
    generator = SeededGenerator(seed: seed)
  }

  package mutating func tree(depth: Int = 3) -> SpanCondition {
    guard depth > 0 else { return leaf() }
    switch generator.number(0...5) {
    case 0: return .all((0..<generator.number(0...3)).map { _ in tree(depth: depth - 1) })
    case 1: return .any((0..<generator.number(0...3)).map { _ in tree(depth: depth - 1) })
    case 2: return .not(tree(depth: depth - 1))
    default: return leaf()
    }
  }

  private mutating func leaf() -> SpanCondition {
    let span = generator.pick(spans)
    switch generator.number(0...19) {
    case 0: return .kind(span.kind)
    case 1: return .status(span.status.code)
    case 2: return .traceID(span.traceID)
    case 3: return generator.isOne(in: 2) ? .spanID(span.spanID) : .parentSpanID(span.parentSpanID)
    case 4:
      return generator.isOne(in: 2) ? .hasParent : .linkedTraceID(span.links.first?.traceID ?? span.traceID)
    case 5, 6, 7:
      let field = generator.pick(SpanCondition.NumberField.allCases)
      return .number(field, comparison(), ReferenceEvaluation.number(field, of: span))
    case 8:
      let field = generator.pick(SpanCondition.NumberField.allCases)
      let numbers = [span, generator.pick(spans)].map { ReferenceEvaluation.number(field, of: $0) }.sorted()
      return .number(field, in: numbers[0]...numbers[1])
    case 9, 10, 11, 12:
      let field = generator.pick(SpanCondition.TextField.allCases)
      let texts = ReferenceEvaluation.texts(field, of: span)
      return .text(field, textTest(texts.isEmpty ? "none" : generator.pick(texts)))
    default: return attribute(of: span)
    }
  }

  private mutating func comparison() -> Comparison { generator.pick(Comparison.allCases) }

  private mutating func textTest(_ text: String) -> TextTest {
    switch generator.number(0...4) {
    case 0: .matches(pattern())
    case 1: .doesNotMatch(pattern())
    case 2: .compare(.equal, text)
    default: .compare(comparison(), text)
    }
  }

  private mutating func pattern() -> Pattern {
    let source = generator.pick(["", ".*", ".+", "[A-Z]+ /.*", "(shop|cart)", "x{3,}", "[^a-z]*", "日?本?", ".*[0-9]$"])
    do {
      return try Pattern(source)
    } catch {
      preconditionFailure("\(error)")
    }
  }

  private mutating func attribute(of span: Span) -> SpanCondition {
    let attributes = ReferenceEvaluation.lists(of: span, .all).flatMap { $0 }
    let attribute = attributes.isEmpty ? Attribute("none", .int(0)) : generator.pick(attributes)
    let levels =
      generator.isOne(in: 2) ? AttributeLevels.all : AttributeLevels(rawValue: UInt8(generator.number(0...31)))
    return .attribute(attribute.key, test(of: attribute.value), on: levels)
  }

  private mutating func test(of value: AttributeValue) -> AttributeTest {
    switch generator.number(0...6) {
    case 0: return .exists
    case 1, 2: return .hasText(AttributeText.text(value))
    case 3: return generator.isOne(in: 2) ? .matches(pattern()) : .doesNotMatch(pattern())
    case 4: return .compare(.equal, operand(near: value))
    default: return .compare(comparison(), operand(near: value))
    }
  }

  private mutating func operand(near value: AttributeValue) -> AttributeTest.Operand {
    switch value {
    case .string(let text): return .string(text)
    case .bool(let flag): return .bool(flag)
    case .int(let number):
      return generator.isOne(in: 2) ? .int(number &+ Int64(generator.number(-1...1))) : .double(Double(number))
    case .double(let number):
      if let int = Int64(exactly: number.rounded()), generator.isOne(in: 2) { return .int(int) }
      return .double(generator.isOne(in: 3) ? number.nextUp : number)
    case .array(let elements) where !elements.isEmpty: return operand(near: generator.pick(elements))
    case .empty, .bytes, .array, .keyValueList: return generator.isOne(in: 2) ? .int(0) : .string("")
    }
  }
}
