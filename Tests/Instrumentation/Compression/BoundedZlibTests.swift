import BoundedZlib
import Testing

@Suite struct BoundedZlibTests {
  private static let text = Array(repeatElement("GET /cart 200 ", count: 5_000).joined().utf8)

  private func deflated(_ bytes: [UInt8], _ format: ZlibFormat, level: Int = 6) -> [UInt8] {
    var deflater = Deflater(format, level: level)
    var output: [UInt8] = []
    deflater.deflate(bytes.span.bytes, into: &output)
    return output
  }

  private func inflated(_ packed: [UInt8], _ format: ZlibFormat = .gzip, limit: Int = 1_000) throws -> [UInt8] {
    var inflater = Inflater(format)
    return try inflater.inflate(packed.span.bytes, byteLimit: limit)
  }

  @Test(arguments: [ZlibFormat.raw, .zlib, .gzip], [1, 6, 9])
  func whatIsDeflatedInflatesToTheSame(format: ZlibFormat, level: Int) throws {
    let packed = deflated(Self.text, format, level: level)
    #expect(packed.count < Self.text.count / 10)
    #expect(try inflated(packed, format, limit: Self.text.count) == Self.text)
  }

  @Test func whatIsDeflatedWithoutMatchingInflatesToTheSame() throws {
    var deflater = Deflater(.raw, level: 6, strategy: .huffmanOnly)
    for text in [[], [7], Self.text] {
      var packed: [UInt8] = []
      deflater.deflate(text.span.bytes, into: &packed)
      #expect(try inflated(packed, .raw, limit: text.count) == text)
    }
  }

  @Test func theEmptyStreamInflatesToNothing() throws {
    #expect(try inflated(deflated([], .gzip), limit: 0).isEmpty)
  }

  @Test func oneByteOverTheLimitIsRefused() {
    let packed = deflated(Self.text, .gzip)
    #expect(throws: ZlibError.self) { try inflated(packed, limit: Self.text.count - 1) }
  }

  @Test func everyTruncationIsAnError() {
    let packed = deflated(Array("a short text, twice: a short text".utf8), .gzip)
    for length in 0..<packed.count {
      #expect(throws: ZlibError.self, "cut to \(length) bytes") { try inflated(Array(packed[..<length])) }
    }
  }

  @Test func whatIsOfAKnownLengthIsInflatedInOneGo() throws {
    var inflater = Inflater(.raw)
    for text in [[], [7], Self.text] {
      let packed = deflated(text, .raw)
      #expect(try inflater.inflate(packed.span.bytes, byteCount: text.count) == text)
      for wrong in [text.count - 1, text.count + 1, text.count + 2_000, Int(UInt32.max)] where wrong >= 0 {
        #expect(throws: ZlibError.self, "\(wrong) bytes") {
          try inflater.inflate(packed.span.bytes, byteCount: wrong)
        }
      }
      #expect(throws: ZlibError.self) { try inflater.inflate((packed + [0]).span.bytes, byteCount: text.count) }
      for length in 0..<packed.count {
        #expect(throws: ZlibError.self, "cut to \(length) bytes") {
          try inflater.inflate(Array(packed[..<length]).span.bytes, byteCount: text.count)
        }
      }
    }
  }

  @Test func severalGzipMembersAreOneStream() throws {
    let packed = deflated(Array("one ".utf8), .gzip) + deflated(Array("two".utf8), .gzip)
    #expect(try inflated(packed) == Array("one two".utf8))
  }

  @Test func garbageAfterTheStreamIsAnError() {
    for format in [ZlibFormat.raw, .zlib, .gzip] {
      let packed = deflated([1, 2, 3], format) + [0, 0, 0, 0]
      #expect(throws: ZlibError.self) { try inflated(packed, format) }
    }
  }

  @Test func aFlippedChecksumIsAnError() {
    var packed = deflated(Self.text, .gzip)
    packed[packed.count - 6] ^= 1
    #expect(throws: ZlibError.self) { try inflated(packed, limit: Self.text.count) }
  }

  @Test func inputMayArriveByteByByte() throws {
    let packed = deflated(Self.text, .gzip)
    var inflater = Inflater(.gzip)
    var output: [UInt8] = []
    var last = Inflater.Step.needsInput
    for byte in packed {
      var offset = 0
      repeat {
        last = try inflater.step([byte].span.bytes, offset: &offset, byteLimit: 1_000, into: &output)
      } while last == .producedAll
    }
    #expect(last == .ended)
    #expect(output == Self.text)
  }

  @Test func aBombStaysWithinItsLimit() throws {
    let zeros = [UInt8](repeating: 0, count: 50_000_000)
    let packed = deflated(zeros, .gzip, level: 9)
    #expect(packed.count < 100_000)
    var produced: [UInt8] = []
    var inflater = Inflater(.gzip)
    var offset = 0
    let step = try inflater.step(packed.span.bytes, offset: &offset, byteLimit: 1_000_000, into: &produced)
    #expect(step == .producedAll)
    #expect(produced.count == 1_000_000)
  }
}
