import SegmentFormat
import TelemetryModel
import TestSupport
import Testing

/// Reading of a segment only the records whose bodies are wanted, compared with asking every one of them.
@Suite struct LogSelectionTests {
  /// Wants texts that hold a part, the case of ASCII letters set aside; says in advance what it wants, or not.
  private struct Part: LogBodySelection {
    let part: [UInt8]
    let saysSo: Bool

    init(_ part: [UInt8], saysSo: Bool) {
      self.part = Self.lowered(part[...])
      self.saysSo = saysSo
    }

    var needles: [[UInt8]] { saysSo ? [part] : [] }

    mutating func begin(_ batch: borrowing LogBatch) {}

    func accepts(_ row: Int, in batch: borrowing LogBatch) -> Bool {
      batch.bodyText(of: row).map { accepts(batch.strings[$0]) } ?? false
    }

    func accepts(_ text: ArraySlice<UInt8>) -> Bool {
      if part.isEmpty { return true }
      let text = Self.lowered(text)
      return text.indices.contains { text[$0...].starts(with: part) }
    }

    static func lowered(_ text: ArraySlice<UInt8>) -> [UInt8] {
      text.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
    }
  }

  private func encode(_ batch: LogBatch) -> [UInt8] {
    var encoder = LevelOneLogEncoder()
    return encoder.encode(batch, segmentID: 3).bytes
  }

  /// Bodies with slots of every kind, next to each other and to letters.
  private static func bodies(_ generator: inout SeededGenerator, count: Int) -> [String] {
    let upper = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return (0..<count).map { number in
      let hex = String(generator.next() | 1 << 63, radix: 16)
      let id = String((0..<12).map { _ in upper[generator.number(0...35)] })
      return generator.pick([
        "Order \(generator.next() % 10_000) paid in \(generator.next() % 500)ms", "span \(hex) of trace \(hex)\(hex)",
        "code=\(generator.pick(["007", "0123", "000042"])) from 10.\(number % 3).0.\(generator.next() % 256):5432",
        "user \(hex.prefix(8))-\(hex.prefix(4))-\(hex.suffix(4))-\(hex.prefix(4))-\(hex.suffix(12)) left",
        "ticket \(id) café \(number % 7)", "id \(id.lowercased())x", "Ready.", "started in \(number) s, Ready.",
      ])
    }
  }

  @Test(arguments: 1...6 as ClosedRange<UInt64>)
  func `a selection is what a plain search finds, whatever template it is in`(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let bodies = Self.bodies(&generator, count: 300)
    let start: UInt64 = 1_700_000_000_000_000_000
    let batch = LogBatch(
      bodies.enumerated().map { number, body in
        .stub(
          time: start + UInt64(number) * 1_000_000, body: number % 17 == 0 ? .int(Int64(number)) : .string(body),
          traceID: TraceID(high: seed, low: UInt64(number) + 1), spanID: SpanID(rawValue: generator.next() | 1))
      })
    let bytes = encode(batch)
    let all = try LevelOneLogSegment.decode(bytes, segmentID: 3).records
    var foundCount = 0
    for _ in 0..<50 {
      var part = Array(generator.pick(bodies).utf8)
      part = Array(part[generator.number(0...part.count - 1)...].prefix(generator.number(1...80)))
      if generator.isOne(in: 4) { part[generator.number(0...part.count - 1)] = UInt8(generator.number(32...126)) }
      if generator.isOne(in: 3) { part = Array(String(decoding: part, as: UTF8.self).uppercased().utf8) }
      var selection = Part(part, saysSo: !generator.isOne(in: 4))
      let found = try LevelOneLogSegment.decode(bytes, segmentID: 3, selecting: &selection)
      let expected = all.filter { record in
        guard case .string(let text) = record.body else { return false }
        return selection.accepts(Array(text.utf8)[...])
      }
      let isRight = found.map { $0.records == expected } ?? (expected.count * 4 > all.count)
      #expect(isRight, "seed \(seed): \(String(decoding: part, as: UTF8.self)), \(expected.count) expected")
      foundCount += expected.isEmpty ? 0 : 1
    }
    #expect(foundCount > 15, "seed \(seed)")
  }

  @Test func `a part that every record holds asks for all of them`() throws {
    let batch = LogBatch((0..<50).map { .stub(time: 1_000 + $0, body: .string("order \($0) paid")) })
    var selection = Part(Array("paid".utf8), saysSo: true)
    #expect(try LevelOneLogSegment.decode(encode(batch), segmentID: 3, selecting: &selection) == nil)
  }

  /// Damage with a checksum that fits: what a reader may meet only if somebody made it so.
  @Test(arguments: 0..<2 as Range<UInt64>)
  func `no bytes behind a right checksum make a selection trap`(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let bodies = Self.bodies(&generator, count: 60)
    let original = encode(LogBatch(bodies.map { .stub(body: .string($0)) }))
    for _ in 0..<300 {
      var bytes = original
      for _ in 0..<generator.number(1...3) {
        bytes[generator.number(12...bytes.count - 1)] = UInt8(truncatingIfNeeded: generator.next())
      }
      BlockHeader.seal(&bytes, segmentID: 3)
      var selection = Part(Array("ticket".utf8), saysSo: generator.isOne(in: 2))
      if let batch = try? LevelOneLogSegment.decode(bytes, segmentID: 3, selecting: &selection) {
        #expect(batch.records.count == batch.count)
      }
    }
  }
}
