import BoundedZlib
import Rollups
import SegmentFormat
import TelemetryModel
import TestSupport
import Testing

@Suite("The stored form of a rollup")
struct RollupCodingTests {
  private func rollup(_ spans: [Span]) -> Rollup {
    var builder = RollupBuilder()
    builder.add(SpanBatch(spans))
    return builder.finish()
  }

  /// What the plain form leaves out.
  private func exemplars(_ rollup: Rollup) -> [PlainRollup.Operation: Exemplars] {
    var result: [PlainRollup.Operation: Exemplars] = [:]
    for series in rollup.operations.series {
      let identity = rollup.operations.identities[series.identity]
      let key = PlainRollup.Operation(
        minute: UInt64(series.minute), service: rollup.strings.text(identity.service),
        name: rollup.strings.text(identity.operation), kind: identity.kind, statusCode: identity.statusCode,
        httpStatusClass: Int(identity.httpStatusClass))
      result[key] = series.statistics.exemplars
    }
    return result
  }

  @Test("gives back every figure and exemplar", arguments: UInt64(1)...8)
  func roundTrip(seed: UInt64) throws {
    let spans = RandomSpans.make(seed: seed, count: 300) + RandomTraces.make(seed: seed, traceCount: 20)
    let rollup = rollup(spans)
    let decoded = try Rollup(decoding: rollup.encode(id: 9), id: 9)
    #expect(PlainRollup(decoded) == PlainRollup(rollup), "seed \(seed)")
    #expect(exemplars(decoded) == exemplars(rollup), "seed \(seed)")
    #expect(decoded.encode(id: 9) == rollup.encode(id: 9), "seed \(seed)")
    var doubled = decoded
    doubled.merge(rollup)
    #expect(doubled.spanCount == 2 * rollup.spanCount, "seed \(seed)")
    #expect(doubled.operations.series.count == rollup.operations.series.count, "seed \(seed)")
  }

  @Test("of an empty rollup is an empty rollup")
  func empty() throws {
    let decoded = try Rollup(decoding: Rollup().encode(id: 1), id: 1)
    #expect(decoded.isEmpty)
  }

  @Test("does not depend on the order of the spans")
  func canonicalBytes() {
    let spans = RandomTraces.make(seed: 3, traceCount: 10)
    var generator = SeededGenerator(seed: 3)
    // Spans with one ID are told apart by their order alone; leave them out.
    var seen: Set<SpanID> = []
    let distinct = spans.filter { seen.insert($0.spanID).inserted }
    #expect(rollup(distinct.shuffled(using: &generator)).encode(id: 1) == rollup(distinct).encode(id: 1))
  }

  @Test("detects every flipped bit, every truncation and a wrong place")
  func damage() {
    var bytes = rollup(RandomTraces.make(seed: 4, traceCount: 1)).encode(id: 3)
    for bit in 0..<bytes.count * 8 {
      bytes[bit / 8] ^= 1 << UInt8(bit % 8)
      #expect(throws: SegmentError.self, "bit \(bit)") { try Rollup(decoding: bytes, id: 3) }
      bytes[bit / 8] ^= 1 << UInt8(bit % 8)
    }
    for length in 0..<bytes.count {
      #expect(throws: SegmentError.self) { try Rollup(decoding: Array(bytes[..<length]), id: 3) }
    }
    #expect(throws: SegmentError.self) { try Rollup(decoding: bytes, id: 4) }
  }

  @Test("is refused or read, but never trapped on, when it was changed under a valid checksum")
  func forgery() throws {
    let block = rollup(RandomTraces.make(seed: 5, traceCount: 2)).encode(id: 3)
    func number(_ offset: Int) -> Int { block[offset..<offset + 4].reversed().reduce(0) { $0 << 8 | Int($1) } }
    let packedOffset = 24 + 16 * number(16) + 8 * number(12)
    var inflater = Inflater(.raw)
    let packed = try inflater.inflate(Array(block[packedOffset...]).span.bytes, byteLimit: number(20))
    var generator = SeededGenerator(seed: 5)
    var deflater = Deflater(.raw, level: 1)
    var refused = 0
    for _ in 0..<20_000 {
      var forged = packed
      for _ in 0..<generator.number(1...3) {
        forged[generator.number(0...packed.count - 1)] = generator.pick([0, 1, 0x7F, 0x80, 0xFF, 2, 0x40])
      }
      var bytes = Array(block[..<packedOffset])
      deflater.deflate(forged.span.bytes, into: &bytes)
      BlockHeader.seal(&bytes, segmentID: 3)
      do {
        var merged = try Rollup(decoding: bytes, id: 3)
        merged.merge(merged)
        _ = merged.encode(id: 3)
      } catch {
        refused += 1
      }
    }
    #expect(refused > 10_000)
  }

  @Test("has its fields where its documentation says")
  func layout() {
    let spans = (1...3).map { Span.stub(spanID: SpanID(rawValue: UInt64($0)), durationNanoseconds: UInt64($0)) }
    let block = rollup(spans).encode(id: 1)
    #expect(block[3] == UInt8(ascii: "r"))
    #expect(Array(block[12..<20]) == [2, 0, 0, 0, 1, 0, 0, 0])
    #expect(Array(block[24..<40]) == [UInt8](repeating: 0, count: 15) + [1])
    #expect(Array(block[40..<56]) == [0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 2])
  }
}
