import SegmentFormat
import TelemetryModel
import TestSupport
import Testing

@Suite struct LevelOneDamageTests {
  private func parts(_ seed: UInt64, count: Int) -> [Int: [UInt8]] {
    var encoder = LevelOneEncoder()
    let batch = SpanBatch(LevelOneCheck.relatedSpans(seed: seed, count: count))
    return Dictionary(uniqueKeysWithValues: encoder.encode(batch, segmentID: 3).parts.map { ($0.part, $0.bytes) })
  }

  @Test func flippedBitsOfEveryPartAreDetected() throws {
    var generator = SeededGenerator(seed: 61)
    let intact = parts(61, count: 6)
    for (part, bytes) in intact {
      // Every bit of the header and the checksum, and some of the content.
      for bit in Array(0..<12 * 8) + (0..<200).map({ _ in generator.number(0...bytes.count * 8 - 1) }) {
        var damaged = intact
        damaged[part]?[bit / 8] ^= 1 << UInt8(bit % 8)
        #expect(throws: SegmentError.self, "part \(part), bit \(bit)") {
          try read(damaged)
        }
      }
    }
  }

  /// Opens the segment and reads its figures, which opening leaves alone.
  private func read(_ parts: [Int: [UInt8]]) throws(SegmentError) {
    _ = try LevelOneSegment(parts: parts, segmentID: 3)
    _ = try ColumnFigures(decoding: parts[Int(LevelOnePart.columnFigures.rawValue)] ?? [], segmentID: 3)
  }

  @Test func truncationsOfEveryPartAreDetected() {
    let intact = parts(62, count: 6)
    for (part, bytes) in intact {
      for length in stride(from: 1, to: bytes.count, by: 7) {
        var damaged = intact
        damaged[part] = Array(bytes[..<length])
        #expect(throws: SegmentError.self, "part \(part), \(length) bytes") {
          try read(damaged)
        }
      }
    }
  }

  @Test func partsInTheWrongPlaceAreDetected() {
    let intact = parts(63, count: 20)
    #expect(throws: SegmentError.self) { try LevelOneSegment(parts: intact, segmentID: 4) }
    for (left, right) in [(0, 1), (0, 3), (1, 2), (1, 3), (2, 3)] {
      var swapped = intact
      swapped[left] = intact[right]
      swapped[right] = intact[left]
      #expect(throws: SegmentError.self, "\(left) and \(right)") { try LevelOneSegment(parts: swapped, segmentID: 3) }
    }
  }

  @Test func aMissingPartIsNamedByWhatNeedsIt() throws {
    var intact = parts(64, count: 20)
    intact[3] = nil
    let segment = try LevelOneSegment(parts: intact, segmentID: 3)
    #expect(try segment.rows().count == 20)
    #expect(throws: SegmentError.self) { try segment.decodeAll() }
  }

  /// Sound checksums over unsound content, as no disk but a faulty or malicious writer makes it.
  @Test(arguments: [UInt64(71), 72, 73, 74])
  func unsoundContentUnderASoundChecksumThrowsOrDecodes(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let intact = parts(seed, count: generator.number(1...60))
    let id = try LevelOneSegment(parts: intact, segmentID: 3).decodeAll().traceIDs[0]
    var refused = 0
    for _ in 0..<120 {
      var damaged = intact
      let part: LevelOnePart = generator.isOne(in: 3) ? .attributes : .core
      damaged[Int(part.rawValue)] = try mutated(intact[Int(part.rawValue), default: []], part, &generator)
      do {
        let segment = try LevelOneSegment(parts: damaged, segmentID: 3)
        _ = try segment.rows()
        _ = try segment.trace(id)
        _ = try segment.decodeAll().count
        _ = try segment.spans(
          ofOperations: segment.operations.map { _ in true },
          reading: LevelOneSelection(keys: [1, 2], names: false, details: true, events: false, links: true))
      } catch {
        refused += 1
      }
    }
    #expect(refused > 40, "seed \(seed): the damage was done")
  }

  /// A part with a few bytes of one of its streams changed, inserted or removed, stored plainly and sealed again.
  private func mutated(
    _ block: [UInt8], _ part: LevelOnePart, _ generator: inout SeededGenerator
  ) throws -> [UInt8] {
    let reader = try StreamReader(block, part, segmentID: 3)
    let target = generator.number(0...reader.count - 1)
    var pack = StreamPack()
    for stream in 0..<reader.count {
      var bytes = try reader.bytes(of: stream)
      if stream == target {
        for _ in 0...generator.number(0...2) {
          let place = generator.number(0...bytes.count)
          switch generator.number(0...5) {
          case 0: bytes.insert(UInt8(truncatingIfNeeded: generator.next()), at: place)
          case 1 where place < bytes.count: bytes.remove(at: place)
          case 2 where place < bytes.count: bytes[place] = generator.pick([0, 1, 2, 3, 127, 128, 255])
          default: if place < bytes.count { bytes[place] ^= 1 << UInt8(generator.number(0...7)) }
          }
        }
      }
      pack.addRaw(bytes)
    }
    return pack.block(part, segmentID: 3)
  }
}
