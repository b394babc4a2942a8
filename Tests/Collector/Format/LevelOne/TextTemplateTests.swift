import SegmentFormat
import TestSupport
import Testing

@Suite struct TextTemplateTests {
  /// The template of a text, with slots in braces, or `nil` when it has none; checks that it renders to the same text.
  private func template(_ text: [UInt8], sourceLocation: SourceLocation = #_sourceLocation) throws -> [UInt8]? {
    var parser = TextTemplateParser()
    guard parser.parse(text[...]) else { return nil }
    let template = try #require(TextTemplate(parser.template[...]), sourceLocation: sourceLocation)
    #expect(template.domains == parser.domains, sourceLocation: sourceLocation)
    var rendered: [UInt8] = []
    template.render(parser.tokens[...], wide: parser.wide, into: &rendered)
    #expect(rendered == text, "\(String(decoding: text, as: UTF8.self))", sourceLocation: sourceLocation)
    return parser.template
  }

  private func template(_ text: String) throws -> [UInt8]? { try template(Array(text.utf8)) }

  private func bytes(_ parts: Any...) -> [UInt8] {
    parts.flatMap { ($0 as? String).map { Array($0.utf8) } ?? [UInt8($0 as? Int ?? 0)] }
  }

  @Test func numbersBecomeSlots() throws {
    #expect(try template("GET session:3125") == bytes("GET session:", 1))
    #expect(try template("worker-exec-9") == bytes("worker-exec-", 1))
    #expect(try template("007") == bytes(2, 3))
    #expect(try template("0") == bytes(1))
    #expect(try template("v1.20.3") == bytes("v", 1, ".", 1, ".", 1))
  }

  @Test func identifiersBecomeSlots() throws {
    #expect(try template("36414b0a-85ef-46e6-8da7-48eba47f7b5b") == bytes(3))
    #expect(try template("email = '00ab34cd56ef7890'") == bytes("email = '", 4, 16, "'"))
    #expect(try template("10.0.3.27:8080") == bytes(5, ":", 1))
    #expect(try template("1Z0A3F9C2B7") == bytes(6, 1, 11))
    #expect(try template("job 12ab34zz9") == bytes("job ", 6, 2, 9))
    #expect(try template("aB3dE5fG7h") == bytes(6, 3, 10))
    #expect(try template(String(repeating: "a1", count: 32)) == bytes(4, 32, 4, 32))
  }

  @Test func whatWouldNotRenderTheSameStaysText() throws {
    #expect(try template("SELECT $1") == nil)
    #expect(try template("1234567890123456789") == nil)
    #expect(try template("no numbers") == nil)
    #expect(try template("") == nil)
    #expect(try template("\u{3} 5") == nil)
    #expect(try template("010.1.2.3") == bytes(2, 3, ".", 1, ".", 1, ".", 1))
    #expect(try template("256.1.2.3") == bytes(1, ".", 1, ".", 1, ".", 1))
    #expect(try template("1.2.3.4.5")?.isEmpty == false)
    #expect(try template("36414B0A-85EF-46E6-8DA7-48EBA47F7B5B")?.contains(3) == false)
  }

  @Test func longTextsAndManySlotsAreBounded() throws {
    #expect(try template(String(repeating: "x", count: SegmentLimits.templateTextByteCount) + "1") == nil)
    let many = try #require(try template(String(repeating: "7 ", count: 100)))
    #expect(many.filter { $0 == 1 }.count <= SegmentLimits.templateSlotCount)
    let word = String(repeating: "a1b2", count: 64)
    #expect(try template(word + " 5") == bytes(word + " ", 1))
  }

  @Test(arguments: [UInt64(1), 2, 3])
  func everyTextRendersToItself(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let alphabet = Array("0011223456789abcdefABCDEFxyzXYZ-.:/$ _\u{8}é".utf8) + [0, 255]
    var templated = 0
    for _ in 0..<4_000 {
      let text = (0..<generator.number(0...60)).map { _ in generator.pick(alphabet) }
      if try template(text) != nil { templated += 1 }
    }
    #expect(templated > 1_000, "seed \(seed)")
  }

  @Test func unsoundTemplatesAreRefused() {
    for text: [UInt8] in [
      [7], [2], [2, 1], [2, 19], [4, 7], [4, 33], [6], [6, 0, 9], [6, 1], [6, 4, 9], [6, 1, 22],
    ] {
      #expect(TextTemplate(text[...]) == nil, "\(text)")
    }
    #expect(TextTemplate(Array(repeating: UInt8(1), count: SegmentLimits.templateSlotCount + 1)[...]) == nil)
  }
}
