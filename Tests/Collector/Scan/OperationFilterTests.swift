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
    let batch = SpanBatch(spans)
    let operations = Dictionary(grouping: 0..<batch.count) { Identity(batch, row: $0) }
    var conditions = RandomConditions(about: spans, seed: seed)
    var decidedCount = 0
    for _ in 0..<50 {
      let condition = conditions.tree()
      let filter = OperationFilter(condition, of: batch)
      for rows in operations.values {
        guard let verdict = filter.verdict(for: OperationFacts(of: rows, batch)) else { continue }
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
    let batch = SpanBatch(spans)
    let facts = OperationFacts(of: [0, 1], batch)
    func verdict(_ condition: SpanCondition) -> Bool? {
      OperationFilter(condition, of: batch).verdict(for: facts)
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
    let batch = SpanBatch([.stub(attributes: [Attribute("id", .string("a"))])])
    var facts = OperationFacts(of: [0], batch)
    facts.values = [.open]
    for test: AttributeTest in [.hasText("rendered"), .compare(.notEqual, .string("rendered"))] {
      let filter = OperationFilter(.attribute("id", test, on: .span), of: batch)
      #expect(filter.verdict(for: facts) == nil)
    }
    let number = OperationFilter(.attribute("id", .compare(.equal, .int(1)), on: .span), of: batch)
    #expect(number.verdict(for: facts) == false)
  }

  private struct Identity: Hashable {
    let service: StringCode
    let name: StringCode
    let scope: UInt32
    let kind: SpanKind
    let status: SpanStatus.Code
    let shape: ShapeCode

    init(_ batch: SpanBatch, row: Int) {
      service = batch.serviceName(of: row)
      name = batch.names[row]
      scope = batch.scopeIndexes[row]
      kind = batch.kinds[row]
      status = batch.statusCodes[row]
      shape = batch.attributes[row].shape
    }
  }
}

extension SpanBatch {
  fileprivate var tables: SpanBatch {
    var tables = SpanBatch()
    tables.strings = strings
    tables.shapes = shapes
    tables.payloads = payloads
    tables.resources = resources
    tables.scopes = scopes
    return tables
  }
}

extension OperationFilter {
  fileprivate init(_ condition: SpanCondition, of batch: SpanBatch) {
    self.init(
      condition, tables: batch.tables, eventShapes: Set(batch.events.map(\.attributes.shape)),
      linkShapes: Set(batch.links.map(\.attributes.shape)))
  }
}

extension OperationFacts {
  /// What the rows, all of one operation, have in common.
  fileprivate init(of rows: [Int], _ batch: SpanBatch) {
    func values(_ payloads: [UInt64]) -> Values { Set(payloads).count == 1 ? .constant(payloads[0]) : .fromTable }
    let first = rows[0]
    let shape = batch.attributes[first].shape
    self.init(
      service: batch.serviceName(of: first), name: batch.names[first], scope: batch.scopeIndexes[first],
      kind: batch.kinds[first], statusCode: batch.statusCodes[first], shape: shape,
      values: (0..<batch.shapes.slotCount(of: shape)).map { offset in
        values(rows.map { batch.payloads[Int(batch.attributes[$0].firstPayload) + offset] })
      },
      statusMessage: values(rows.map { UInt64(batch.details[Int(batch.detailIndexes[$0])].statusMessage) }))
  }
}
