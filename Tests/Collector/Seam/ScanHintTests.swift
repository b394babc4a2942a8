import TelemetryModel
import TelemetryStorage
import Testing

struct ScanHintTests {
  private typealias Choice = ScanHint.OperationChoice

  @Test func `what is asked of service, operation and kind is known as alternatives`() {
    let shop = SpanCondition.all([.service("shop"), .any([.operation("a"), .operation("b")]), .kind(.server)])
    #expect(
      shop.requirements.operations == [
        Choice(service: "shop", operation: "a", kind: .server), Choice(service: "shop", operation: "b", kind: .server),
      ])
    #expect(shop.requirements.service == "shop")
    #expect(shop.requirements.operation == nil)
    #expect(SpanCondition.any([.service("shop"), .hasParent]).requirements.operations == nil)
    #expect(SpanCondition.not(.service("shop")).requirements == ScanHint())
    #expect(SpanCondition.not(.not(.service("shop"))).requirements == ScanHint(service: "shop"))
  }

  @Test func `ranges narrow, widen and turn over`() {
    func duration(_ range: ClosedRange<UInt64>) -> SpanCondition { .duration(nanoseconds: range) }
    #expect(SpanCondition.all([duration(5...20), duration(10...30)]).requirements.durationNanoseconds == 10...20)
    #expect(SpanCondition.any([duration(5...6), duration(10...30)]).requirements.durationNanoseconds == 5...30)
    #expect(SpanCondition.not(duration(0...9)).requirements.durationNanoseconds == 10 ... .max)
    #expect(SpanCondition.not(duration(9 ... .max)).requirements.durationNanoseconds == 0...8)
    #expect(SpanCondition.not(duration(3...4)).requirements.durationNanoseconds == 0 ... .max)
    #expect(SpanCondition.start(.test(3...7)).requirements.timeRange == .test(3...7))
  }

  @Test func `contradictions ask for no span`() {
    let contradictions: [SpanCondition] = [
      .never, .all([.service("a"), .service("b")]), .all([.start(.test(1...2)), .start(.test(3...4))]),
      .all([.kind(.server), .kind(.client)]), .all([.status(.ok), .status(.error)]), .not(.always),
      .attribute("k", .exists, on: []), .any([.never, .all([.service("a"), .never])]),
    ]
    for condition in contradictions { #expect(condition.requirements.isNever, "\(condition)") }
    #expect(SpanCondition.any([.never, .service("a")]).requirements == ScanHint(service: "a"))
  }

  @Test func `an equality with an attribute names every value that fulfils it`() {
    func values(_ test: AttributeTest) -> [AttributeValue]? {
      SpanCondition.attribute("k", test, on: .span).requirements.attributes.first?.alternatives.map(\.value)
    }
    #expect(values(.compare(.equal, .string("a"))) == [.string("a")])
    #expect(values(.compare(.equal, .int(5))) == [.int(5), .double(5)])
    #expect(values(.compare(.equal, .int(.max))) == [.int(.max)])
    #expect(values(.compare(.equal, .double(0))) == [.int(0), .double(0), .double(-0.0)])
    #expect(values(.compare(.less, .int(5))) == nil)
    #expect(values(.exists) == nil)
    #expect(values(.hasText("500")) == [.string("500"), .int(500), .double(500)])
    #expect(values(.hasText("AQL/")) == [.string("AQL/"), .bytes([1, 2, 255])])
    #expect(values(.hasText("true")) == [.string("true"), .bool(true), .bytes([0xB6, 0xBB, 0x9E])])
    #expect(values(.hasText("")) == [.string(""), .empty, .bytes([])])
    #expect(values(.hasText("[1]")) == nil)
    #expect(values(.hasText("NaN")) == nil)
  }

  @Test func `alternatives of attributes stay together, and long lists are given up`() {
    func attribute(_ key: String) -> SpanCondition { .attribute(key, .compare(.equal, .string("v")), on: .all) }
    let both = SpanCondition.all([attribute("a"), .any([attribute("b"), attribute("c")])]).requirements.attributes
    #expect(both.map { $0.alternatives.map(\.key) } == [["a"], ["b", "c"]])
    #expect(SpanCondition.any([attribute("a"), .hasParent]).requirements.attributes.isEmpty)
    let many = (0..<1_000).map { SpanCondition.all([.service("s\($0)"), attribute("k\($0)")]) }
    #expect(SpanCondition.any(many).requirements == ScanHint())
    #expect(SpanCondition.all((0..<1_000).map { attribute("k\($0)") }).requirements.attributes.count == 16)
  }

  @Test func `texts that look alike are different alternatives`() {
    let composed = SpanCondition.service("\u{E9}")
    let decomposed = SpanCondition.service("e\u{301}")
    #expect(SpanCondition.any([composed, decomposed]).requirements.operations?.count == 2)
    #expect(SpanCondition.any([composed, decomposed]).requirements.service == nil)
    #expect(SpanCondition.all([composed, decomposed]).requirements.isNever)
    let columns = SpanCondition.all([
      .attribute("\u{E9}", .exists, on: .span), .attribute("e\u{301}", .exists, on: .event),
    ]).columns
    #expect(columns.attributes.count == 2)
  }
}
