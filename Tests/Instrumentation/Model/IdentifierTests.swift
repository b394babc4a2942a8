import TelemetryModel
import TestSupport
import Testing

@Suite struct IdentifierTests {
  @Test func `IDs read hexadecimal digits of either case and write lower case`() throws {
    let id = try #require(TraceID(hex: "0AF7651916CD43DD8448eb211c80319c"))
    #expect(id.high == 0x0AF7_6519_16CD_43DD)
    #expect(id.low == 0x8448_EB21_1C80_319C)
    #expect(id.description == "0af7651916cd43dd8448eb211c80319c")
    #expect(SpanID(hex: "00F067aa0ba902b7")?.description == "00f067aa0ba902b7")
  }

  @Test func `short IDs are padded on the left`() {
    #expect(TraceID(hex: "8448eb211c80319c") == TraceID(high: 0, low: 0x8448_EB21_1C80_319C))
    #expect(TraceID(hex: "1")?.description == "00000000000000000000000000000001")
    #expect(SpanID(hex: "ab")?.description == "00000000000000ab")
  }

  @Test(arguments: ["", "g", "0x1", " 1", "1 ", "0af7651916cd43dd8448eb211c80319c0", "é"])
  func `anything else is no trace ID`(_ text: String) {
    #expect(TraceID(hex: text) == nil)
  }

  @Test(arguments: ["", "g", "00f067aa0ba902b70"])
  func `anything else is no span ID`(_ text: String) {
    #expect(SpanID(hex: text) == nil)
  }

  @Test(arguments: 0..<4 as Range<UInt64>)
  func `IDs order as their texts do, and read back`(_ seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let ids = (0..<200).map { _ in TraceID(high: generator.next() >> 60, low: generator.next()) }
    #expect(ids.sorted().map(\.description) == ids.map(\.description).sorted(), "seed \(seed)")
    #expect(ids.map { TraceID(hex: $0.description) } == ids, "seed \(seed)")
  }

  @Test func `only all-zero IDs are invalid`() {
    #expect(!TraceID.invalid.isValid)
    #expect(!SpanID.none.isValid)
    #expect(TraceID(high: 1, low: 0).isValid)
    #expect(TraceID(high: 0, low: 1).isValid)
    #expect(SpanID(rawValue: 1).isValid)
  }

  @Test func `span kinds have words, unknown ones their number`() {
    let words = (0...6).map { SpanKind(rawValue: $0).word }
    #expect(words == ["", "internal", "server", "client", "producer", "consumer", "6"])
    #expect(SpanKind(word: "client") == .client)
    #expect(SpanKind(word: "CLIENT") == nil)
  }
}
