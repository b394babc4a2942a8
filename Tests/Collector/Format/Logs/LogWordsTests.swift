import SegmentFormat
import TelemetryModel
import TestSupport
import Testing

@Suite struct LogWordsTests {
  private func filter(_ records: [LogRecord]) throws -> BinaryFuseFilter {
    var encoder = LevelZeroLogEncoder()
    return try BinaryFuseFilter(decoding: encoder.encode(LogBatch(records), segmentID: 1).wordFilter, segmentID: 1)
  }

  private func hashes(_ text: String) -> [UInt64] { LogWords.hashes(of: Array(text.utf8)[...]) }

  @Test func `every word of a body is found, whatever its case`() throws {
    let filter = try filter([.stub(body: .string("Connection to DB-7 refused: Größe=0x1F"))])
    for word in ["connection", "TO", "db", "7", "Refused", "größe", "0x1f"] {
      #expect(hashes(word).allSatisfy(filter.mayContain), "\(word)")
    }
  }

  @Test func `the words of structured bodies are found, keys included`() throws {
    let body = AttributeValue.keyValueList([
      Attribute("event", .string("login failed")), Attribute("users", .array([.string("ada"), .int(12)])),
    ])
    let filter = try filter([.stub(body: body)])
    for word in ["event", "login", "failed", "users", "ada"] { #expect(hashes(word).allSatisfy(filter.mayContain)) }
  }

  @Test func `hardly any other word is found`() throws {
    let filter = try filter((0..<2_000).map { .stub(body: .string("order \($0) paid")) })
    #expect((0..<2_000).allSatisfy { hashes("\($0)").allSatisfy(filter.mayContain) })
    let strangers = (0..<2_000).count { hashes("stranger\($0)").allSatisfy(filter.mayContain) }
    #expect(strangers < 40)
  }

  @Test func `a part of a text requires only the words that it shows whole`() {
    #expect(LogWords.requiredHashes(ofTextContaining: "nnection refus").isEmpty)
    #expect(LogWords.requiredHashes(ofTextContaining: "refused").isEmpty)
    #expect(LogWords.requiredHashes(ofTextContaining: "ion Refused by pe").count == 2)
    #expect(Set(LogWords.requiredHashes(ofTextContaining: " refused ")) == Set(hashes("refused")))
  }

  @Test func `correlation IDs are found and are no words`() throws {
    let filter = try filter([.stub(attributes: [Attribute("correlation.id", .string("Order-77"))])])
    #expect(filter.mayContain(FilterHash.of(correlationID: Array("Order-77".utf8).span.bytes)))
    #expect(!filter.mayContain(FilterHash.of(word: Array("Order-77".utf8).span.bytes)))
  }
}
