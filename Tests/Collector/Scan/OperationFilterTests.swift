import ConditionTesting
import SegmentScan
import TelemetryModel
import TelemetryStorage
import TestSupport
import Testing

/// Verdicts about operations, compared with what holds for each of their spans.
struct OperationFilterTests {
  @Test(arguments: 0..<40 as Range<UInt64>)
  func `a verdict about an operation holds for all of its spans`(seed: UInt64) {
    // Few spans, each several times with another attribute value, so that operations have some constants.
    let spans = RandomSpans.make(seed: seed, count: 30).flatMap { span in
      (0..<3).map { copy in
        var span = span
        if copy > 0, !span.attributes.isEmpty, seed % 2 == 0 { span.attributes[0].value = .string("copy \(copy)") }
        if copy > 1 { span.status.message = "copy" }
        return span
      }
    }
    let segment = BatchSegment(spans)
    var conditions = RandomConditions(about: spans, seed: seed)
    var decidedCount = 0
    for _ in 0..<50 {
      let condition = conditions.tree()
      let filter = OperationFilter(condition, of: segment)
      for (operation, rows) in zip(segment.operationFacts, segment.rowsByOperation) {
        guard let verdict = filter.verdict(for: operation) else { continue }
        decidedCount += 1
        for row in rows {
          #expect(ReferenceEvaluation.matches(spans[row], condition) == verdict, "seed \(seed), \(condition)")
        }
      }
    }
    #expect(decidedCount > 0)
  }

  @Test func `what no operation can have needs no look at its spans`() throws {
    let spans: [Span] = [
      .stub(attributes: [Attribute("http.response.status_code", .int(200)), Attribute("id", .string("a"))]),
      .stub(attributes: [Attribute("http.response.status_code", .int(200)), Attribute("id", .string("b"))]),
    ]
    let segment = BatchSegment(spans)
    #expect(segment.operationFacts.count == 1)
    func verdict(_ condition: SpanCondition) -> Bool? {
      OperationFilter(condition, of: segment).verdict(for: segment.operationFacts[0])
    }
    #expect(verdict(.attribute("http.response.status_code", .compare(.equal, .int(500)), on: .span)) == false)
    #expect(verdict(.attribute("http.response.status_code", .compare(.less, .double(300)), on: .span)) == true)
    #expect(verdict(.attribute(key: "id", text: "none", on: .all)) == false)
    #expect(verdict(.attribute(key: "id", text: "a", on: .all)) == nil)
    #expect(verdict(.attribute("id", .exists, on: .span)) == true)
    #expect(verdict(.attribute("unheard of", .exists, on: .all)) == false)
    #expect(verdict(.text(.service, .matches(try Pattern("sh.*")))) == true)
    #expect(verdict(.all([.hasParent, .kind(.client)])) == false)
    #expect(verdict(.any([.hasParent, .kind(.server)])) == true)
    #expect(verdict(.not(.hasParent)) == nil)
  }

  @Test func `texts that the tables do not hold are left open`() {
    let segment = BatchSegment([.stub(attributes: [Attribute("id", .string("a"))])])
    var facts = segment.operationFacts[0]
    facts.values = [.open]
    for test: AttributeTest in [.hasText("rendered"), .compare(.notEqual, .string("rendered"))] {
      let filter = OperationFilter(.attribute("id", test, on: .span), of: segment)
      #expect(filter.verdict(for: facts) == nil)
    }
    let number = OperationFilter(.attribute("id", .compare(.equal, .int(1)), on: .span), of: segment)
    #expect(number.verdict(for: facts) == false)
  }
}

extension OperationFilter {
  fileprivate init(_ condition: SpanCondition, of segment: BatchSegment) {
    self.init(
      condition, tables: segment.tables, eventShapes: segment.eventShapes, linkShapes: segment.linkShapes)
  }
}
