import ConditionTesting
import TelemetryModel
import TelemetryStorage
import TestSupport
import Testing

struct SimplifyingTests {
  @Test func `what is known is put in, the rest stays`() {
    let server = SpanCondition.kind(.server)
    func known(_ part: SpanCondition) -> Bool? {
      switch part {
      case .kind(let kind): kind == .server
      case .attribute(_, _, on: .resource): false
      default: nil
      }
    }
    #expect(SpanCondition.all([server, .hasParent]).simplified(known) == .hasParent)
    #expect(SpanCondition.any([server, .hasParent]).simplified(known) == .always)
    #expect(SpanCondition.all([.not(server), .hasParent]).simplified(known) == .never)
    #expect(SpanCondition.not(.any([.kind(.client), .hasParent])).simplified(known) == .not(.hasParent))
    #expect(SpanCondition.not(.all([server])).simplified(known) == .never)
    let attribute = SpanCondition.attribute("k", .exists, on: [.span, .resource])
    #expect(attribute.simplified(known) == .attribute("k", .exists, on: .span))
    #expect(SpanCondition.attribute("k", .exists, on: []).simplified(known) == .never)
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `a simplified condition means the same for spans of which the known holds`(seed: UInt64) {
    let spans = RandomSpans.make(seed: seed, count: 40)
    var conditions = RandomConditions(about: spans, seed: seed)
    for _ in 0..<50 {
      let condition = conditions.tree()
      for span in spans.prefix(10) {
        let everything = condition.simplified { ReferenceEvaluation.matches(span, $0) }
        let expected = ReferenceEvaluation.matches(span, condition)
        #expect(everything == (expected ? .always : .never), "seed \(seed), \(condition)")
        let part = condition.simplified { part in
          if case .text = part { ReferenceEvaluation.matches(span, part) } else { nil }
        }
        #expect(part.columns.texts.isEmpty)
        #expect(ReferenceEvaluation.matches(span, part) == expected, "seed \(seed), \(condition)")
      }
    }
  }

  @Test func `a condition names the columns that it needs`() {
    let condition = SpanCondition.all([
      .service("s"), .not(.any([.kind(.server), .hasParent])), .duration(nanoseconds: 1...2),
      .attribute("a", .exists, on: .span), .attribute("a", .hasText(""), on: .event), .spanID(.none),
    ])
    var expected = SpanCondition.Columns()
    expected.texts = [.service]
    expected.kind = true
    expected.parentSpanID = true
    expected.spanID = true
    expected.numbers = [.durationNanoseconds]
    expected.attributes = [[UInt8(ascii: "a")]: [.span, .event]]
    #expect(condition.columns == expected)
    #expect(SpanCondition.always.columns == SpanCondition.Columns())
  }
}
