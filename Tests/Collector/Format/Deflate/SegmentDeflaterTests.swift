import BoundedZlib
import SegmentFormat
import TestSupport
import Testing

@Suite("Deflating segments") struct SegmentDeflaterTests {
  private func deflated(_ text: [UInt8]) -> [UInt8] {
    var deflater = SegmentDeflater()
    var output: [UInt8] = []
    deflater.deflate(text.span.bytes, into: &output)
    return output
  }

  private func inflated(_ packed: [UInt8], byteCount: Int) throws -> [UInt8] {
    var inflater = Inflater(.raw)
    return try inflater.inflate(packed.span.bytes, byteCount: byteCount)
  }

  /// URLs in the order of their bytes, as a dictionary has them.
  private func urls(_ count: Int, _ generator: inout SeededGenerator) -> [UInt8] {
    var paths: [String] = []
    for _ in 0..<count {
      let shop = ["cart", "checkout", "orders/archive", "search"].randomElement(using: &generator) ?? ""
      paths.append("https://example.com/\(shop)/\(Int.random(in: 0..<1_000_000, using: &generator))?lang=en")
    }
    return Array(paths.sorted().joined().utf8)
  }

  @Test("zlib inflates what was deflated, whatever the text is")
  func roundTrip() throws {
    var generator = SeededGenerator(seed: 5)
    var texts: [[UInt8]] = [[], [0], [7, 7], Array(0...255), Array(repeating: 65, count: 100_000)]
    for count in 1...64 { texts.append(Array(repeating: 66, count: count)) }
    for _ in 0..<40 {
      let alphabet = UInt8.random(in: 1...255, using: &generator)
      let count = Int.random(in: 0...3_000, using: &generator)
      texts.append((0..<count).map { _ in UInt8.random(in: 0...alphabet, using: &generator) })
    }
    texts.append((0..<70_000).map { _ in UInt8.random(in: 0...255, using: &generator) })
    texts.append(urls(8_000, &generator))
    for (number, text) in texts.enumerated() {
      #expect(try inflated(deflated(text), byteCount: text.count) == text, "text \(number)")
      var deflater = SegmentDeflater()
      var coded: [UInt8] = []
      deflater.deflateWithoutMatching(text.span.bytes, into: &coded)
      #expect(try inflated(coded, byteCount: text.count) == text, "text \(number), without matching")
    }
  }

  @Test("What repeats is found as far back as the format reaches", arguments: [1, 4_096, 32_767, 32_768, 32_769])
  func distances(distance: Int) throws {
    var generator = SeededGenerator(seed: UInt64(distance))
    let word = (0..<40).map { _ in UInt8.random(in: 0...127, using: &generator) }
    let between = (0..<max(0, distance - word.count)).map { _ in UInt8.random(in: 128...255, using: &generator) }
    let text = word + between + word + [1, 2, 3, 4, 5, 6, 7, 8, 9]
    #expect(try inflated(deflated(text), byteCount: text.count) == text)
  }

  @Test("Matches of every length survive")
  func lengths() throws {
    var generator = SeededGenerator(seed: 21)
    let word = (0..<300).map { _ in UInt8.random(in: 0...255, using: &generator) }
    var text = word
    for length in 1...300 { text += word[..<length] + [UInt8(truncatingIfNeeded: length), 0] }
    #expect(try inflated(deflated(text), byteCount: text.count) == text)
  }

  @Test("Bytes whose counts ask for codes longer than the format has survive")
  func skewed() throws {
    var text: [UInt8] = []
    var (count, next) = (1, 1)
    for byte in UInt8(0)..<19 {
      text += Array(repeating: byte, count: count)
      (count, next) = (next, count + next)
    }
    var generator = SeededGenerator(seed: 3)
    text.shuffle(using: &generator)
    var deflater = SegmentDeflater()
    var coded: [UInt8] = []
    deflater.deflateWithoutMatching(text.span.bytes, into: &coded)
    #expect(try inflated(coded, byteCount: text.count) == text)
    #expect(try inflated(deflated(text), byteCount: text.count) == text)
  }

  @Test("What was deflated before makes no difference")
  func reuse() throws {
    var generator = SeededGenerator(seed: 8)
    var deflater = SegmentDeflater()
    for number in 0..<30 {
      let text = urls(Int.random(in: 0...200, using: &generator), &generator)
      var output: [UInt8] = [1, 2, 3]
      let byteCount = deflater.deflate(text.span.bytes, into: &output)
      #expect(byteCount == output.count - 3)
      #expect(Array(output[3...]) == deflated(text), "text \(number)")
    }
  }

  @Test("A dictionary becomes no larger than zlib makes it")
  func size() {
    var generator = SeededGenerator(seed: 13)
    let text = urls(10_000, &generator)
    var zlib = Deflater(.raw, level: 6)
    var reference: [UInt8] = []
    zlib.deflate(text.span.bytes, into: &reference)
    #expect(deflated(text).count * 100 <= reference.count * 102)
  }
}
