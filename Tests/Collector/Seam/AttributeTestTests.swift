import TelemetryModel
import TelemetryStorage
import Testing

struct AttributeTestTests {
  private func accepts(_ value: AttributeValue, _ test: AttributeTest) -> Bool {
    let batch = SpanBatch([Span.test(attributes: [Attribute("k", value)])])
    let compiled = CompiledCondition(.attribute("k", test, on: .span), for: batch)
    return compiled.rows(in: 0..<1, of: batch) == [0]
  }

  private let large: Int64 = 1 << 53

  @Test func `ints and doubles compare by their exact values`() {
    #expect(accepts(.int(5), .compare(.equal, .double(5))))
    #expect(accepts(.double(5.5), .compare(.greater, .int(5))))
    #expect(accepts(.int(5), .compare(.less, .double(5.5))))
    #expect(accepts(.int(-5), .compare(.greater, .double(-5.5))))
    #expect(!accepts(.int(large + 1), .compare(.equal, .double(Double(large)))))
    #expect(accepts(.int(large + 1), .compare(.greater, .double(Double(large)))))
    #expect(accepts(.double(Double(large)), .compare(.less, .int(large + 1))))
    #expect(accepts(.int(.max), .compare(.less, .double(0x1p63))))
    #expect(accepts(.int(.min), .compare(.equal, .double(-0x1p63))))
    #expect(accepts(.double(-.infinity), .compare(.less, .int(.min))))
    #expect(accepts(.double(-0.0), .compare(.equal, .int(0))))
  }

  @Test func `a number that is none differs from everything`() {
    for comparison in Comparison.allCases {
      for operand: AttributeTest.Operand in [.int(0), .double(.nan), .double(1)] {
        #expect(accepts(.double(.nan), .compare(comparison, operand)) == (comparison == .notEqual))
      }
    }
  }

  @Test func `other types never fulfil a comparison, and a missing attribute fulfils no test`() {
    let values: [AttributeValue] = [.empty, .bool(true), .bytes([49]), .keyValueList([Attribute("k", .int(1))])]
    for comparison in Comparison.allCases {
      for value in values + [.string("1")] { #expect(!accepts(value, .compare(comparison, .int(1)))) }
      for value in values + [.int(1)] { #expect(!accepts(value, .compare(comparison, .string("1")))) }
      #expect(!accepts(.int(1), .compare(comparison, .bool(true))))
    }
    #expect(!accepts(.bool(false), .compare(.less, .bool(true))))
    let batch = SpanBatch([Span.test(attributes: [Attribute("other", .int(1))])])
    let differs = SpanCondition.attribute("k", .compare(.notEqual, .int(1)), on: .all)
    #expect(CompiledCondition(differs, for: batch).rows(in: 0..<1, of: batch) == [])
    #expect(CompiledCondition(.not(differs), for: batch).rows(in: 0..<1, of: batch) == [0])
  }

  @Test func `an array is fulfilled by one element, and differs when all elements do`() throws {
    let tags = AttributeValue.array([.string("vip"), .string("eu")])
    #expect(accepts(tags, .compare(.equal, .string("vip"))))
    #expect(accepts(tags, .compare(.notEqual, .string("us"))))
    #expect(!accepts(tags, .compare(.notEqual, .string("vip"))))
    #expect(accepts(tags, .matches(try Pattern("v.*"))))
    #expect(!accepts(tags, .doesNotMatch(try Pattern("v.*"))))
    #expect(accepts(.array([]), .compare(.notEqual, .int(1))))
    #expect(!accepts(.array([]), .compare(.equal, .int(1))))
    #expect(!accepts(.array([.array([.int(1)])]), .compare(.equal, .int(1))))
    #expect(!accepts(.array([.int(2), .array([])]), .compare(.notEqual, .int(1))))
  }

  @Test func `texts compare by their bytes`() {
    #expect(accepts(.string("é"), .compare(.greater, .string("z"))))
    #expect(accepts(.string("ab"), .compare(.greater, .string("a"))))
    #expect(!accepts(.string("e\u{301}"), .compare(.equal, .string("\u{E9}"))))
    #expect(accepts(.string("anything"), .compare(.notEqual, .string("not in the table"))))
  }

  @Test func `a key that exists may have an empty value`() {
    #expect(accepts(.empty, .exists))
    #expect(accepts(.bytes([]), .exists))
  }
}
