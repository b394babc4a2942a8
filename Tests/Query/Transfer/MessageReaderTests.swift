import Foundation
import OTLPFormat
import TelemetryModel
import TelemetryTransfer
import TestSupport
import Testing

struct MessageReaderTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// The spans of all messages that can be read, and the error that ended it.
  private func read(_ bytes: [UInt8]) throws -> (spans: [TelemetryModel.Span], messageCount: Int, error: TransferError?)
  {
    var reader = try MessageReader(path: try folder.write(bytes))
    var spans: [TelemetryModel.Span] = []
    do {
      while case .spans(let result) = try reader.nextTelemetry() { spans += result.batch.spans }
    } catch {
      return (spans, reader.messageCount, error)
    }
    return (spans, reader.messageCount, nil)
  }

  private let expected = (1...3).flatMap { Message.batch($0).spans }

  @Test("Both formats are read, plain, gzipped and in several gzip members")
  func formats() throws {
    let lines = (1...3).map { Message.json($0) + [0x0A] }
    let prefixed = (1...3).map { Message.prefixed($0) }
    let forms = [
      lines.flatMap { $0 }, prefixed.flatMap { $0 }, Message.gzip(lines.flatMap { $0 }),
      Message.gzip(prefixed.flatMap { $0 }), lines.flatMap(Message.gzip), prefixed.flatMap(Message.gzip),
    ]
    for (number, form) in forms.enumerated() {
      let (spans, messageCount, error) = try read(form)
      #expect(error == nil, "form \(number): \(error?.description ?? "")")
      #expect(spans == expected && messageCount == 3, "form \(number)")
    }
  }

  @Test("JSON objects may stand on one line, over several, or after a byte order mark")
  func looseJSON() throws {
    let text = [0xEF, 0xBB, 0xBF] + Array("\r\n  ".utf8) + Message.json(1) + Message.json(2) + Array(" \n\n\t".utf8)
    let spread = Array("{\n  ".utf8) + Message.json(3).dropFirst().dropLast() + Array("\n}".utf8)
    let (spans, messageCount, error) = try read(text + spread)
    #expect(error == nil)
    #expect(messageCount == 3)
    #expect(spans == expected)
  }

  @Test(
    "An empty file, and one of empty messages, hold no spans",
    arguments: [[], [0, 0, 0, 0, 0, 0, 0, 0], Array("{}\n{}".utf8)] as [[UInt8]])
  func nothing(bytes: [UInt8]) throws {
    let (spans, _, error) = try read(bytes)
    #expect(spans.isEmpty && error == nil)
  }

  @Test(
    "What is neither format is refused by name",
    arguments: ["hello, world", "[1,2]", "x", "\n", "<html>", "\u{1}\u{2}"].map { Array($0.utf8) } + [
      [0xFF, 0xFF, 0xFF, 0xFF, 1]
    ])
  func unknown(bytes: [UInt8]) throws {
    let error = try read(bytes).error
    #expect(error?.code == .unknownFormat, "\(error?.description ?? "read")")
  }

  @Test("A file that is cut anywhere gives all whole messages before the cut, then an error")
  func truncation() throws {
    let whole = [Message.prefixed(1), Message.prefixed(2)]
    let bytes = whole.flatMap { $0 }
    for cut in 4..<bytes.count {
      let (spans, messageCount, error) = try read(Array(bytes[..<cut]))
      let wholeCount = cut >= whole[0].count ? 1 : 0
      #expect(messageCount == wholeCount && spans.count == wholeCount * 3, "cut at \(cut)")
      #expect(cut == whole[0].count ? error == nil : error?.code == .truncated, "cut at \(cut)")
      if let error {
        #expect(error.messageNumber == wholeCount + 1 && error.byteOffset == wholeCount * whole[0].count)
      }
    }
  }

  @Test("JSON and gzip that are cut are errors, too, and lose nothing before")
  func otherTruncation() throws {
    let lines = Message.json(1) + [0x0A] + Message.json(2)
    let json = try read(lines.dropLast(5))
    #expect(json.spans == Array(expected.prefix(3)) && json.error?.code == .truncated && json.error?.messageNumber == 2)
    let compressed = try read(Message.gzip(lines + [0x0A]).dropLast(9))
    #expect(compressed.error?.code == .truncated && compressed.spans.count <= 6)
    let secondMember = try read(Message.gzip(Message.json(1)) + Message.gzip(Message.json(2)).dropLast(12))
    #expect(secondMember.error?.code == .truncated && secondMember.spans.count == 3)
  }

  @Test("Damage inside a gzip stream is named")
  func damage() throws {
    var bytes = Message.gzip((1...50).flatMap { Message.prefixed($0) })
    bytes[bytes.count - 6] ^= 0xFF
    #expect(try read(bytes).error?.code == .damaged)
    #expect(try read(Message.gzip(Message.json(1)) + [1, 2, 3]).error?.code == .damaged)
  }

  @Test("A length beyond the limit is refused without reading it")
  func tooLong() throws {
    let bytes = Message.prefixed(1) + Message.length(TransferLimits.messageByteCount + 1) + [1, 2, 3]
    let (spans, _, error) = try read(bytes)
    #expect(spans.count == 3 && error?.code == .tooLarge && error?.messageNumber == 2)
  }

  @Test("A small gzip file that unfolds beyond the limit is refused")
  func bomb() throws {
    let limit = 1 << 20
    let bomb = Message.gzip(Array("{\"a\":\"".utf8) + [UInt8](repeating: 0x61, count: limit * 8))
    #expect(bomb.count < limit / 64)
    var reader = try MessageReader(path: try folder.write(bomb), messageByteLimit: limit)
    #expect {
      _ = try reader.next()
    } throws: { error in
      (error as? TransferError)?.code == .tooLarge
    }
    #expect(reader.readByteCount <= bomb.count)
  }

  @Test("A message that is no OTLP is an error that names its place")
  func malformed() throws {
    let (spans, _, error) = try read(Message.prefixed(1) + Message.prefixed([0xFF, 0xFF, 0xFF]))
    #expect(spans.count == 3 && error?.code == .malformedMessage && error?.messageNumber == 2)
    #expect(error?.byteOffset == Message.prefixed(1).count)
    let json = try read(Message.json(1) + Array("\nrubbish".utf8))
    #expect(json.spans.count == 3 && json.error?.code == .malformedMessage && json.error?.messageNumber == 2)
  }

  @Test("200,000 nested values cost an error, not the process")
  func nesting() throws {
    let deep = Array("{\"x\":".utf8) + [UInt8](repeating: UInt8(ascii: "["), count: 200_000)
    #expect(try read(deep).error?.code == .truncated)
    let closed = deep + [UInt8](repeating: UInt8(ascii: "]"), count: 200_000) + [UInt8(ascii: "}")]
    #expect(try read(closed).error?.code == .malformedMessage)
  }

  @Test("Random bytes and damaged files end in an error or a result")
  func hostileFiles() throws {
    let seed: UInt64 = 0x5EED_0010
    var generator = SeededGenerator(seed: seed)
    let originals = [Message.json(1) + [0x0A] + Message.json(2), Message.prefixed(1) + Message.prefixed(2)]
    for number in 0..<300 {
      var bytes = originals[number % 2]
      if number % 3 == 0 { bytes = Message.gzip(bytes) }
      for _ in 0..<Int.random(in: 1...8, using: &generator) {
        bytes[Int.random(in: 0..<bytes.count, using: &generator)] = .random(in: 0...255, using: &generator)
      }
      let (spans, _, _) = try read(bytes)
      #expect(spans.count < 100, "seed \(seed), file \(number)")
    }
  }

  @Test("A missing file is named")
  func missing() {
    #expect {
      _ = try MessageReader(path: "/nonexistent/file")
    } throws: { error in
      (error as? TransferError)?.code == .cannotOpen && "\(error)".hasPrefix("/nonexistent/file: ")
    }
  }
}
