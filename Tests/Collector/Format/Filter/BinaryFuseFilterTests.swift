import SegmentFormat
import TelemetryModel
import TestSupport
import Testing

@Suite("A binary fuse filter")
struct BinaryFuseFilterTests {
  private func hashes(_ count: Int, seed: UInt64) -> [UInt64] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map { _ in generator.next() }
  }

  @Test(
    "knows every member",
    arguments: [0, 1, 2, 3, 4, 5, 7, 10, 31, 100, 333, 1_000, 4_097, 30_000, 100_000],
    BinaryFuseFilter.Width.allCases)
  func noFalseNegatives(count: Int, width: BinaryFuseFilter.Width) throws {
    let members = hashes(count, seed: UInt64(count))
    let filter = BinaryFuseFilter(members, width: width)
    #expect(filter.count == count)
    #expect(!filter.matchesEverything)
    #expect(members.allSatisfy(filter.mayContain))
    let decoded = try BinaryFuseFilter(decoding: filter.encode(segmentID: 5), segmentID: 5)
    #expect(decoded.count == count)
    #expect(members.allSatisfy(decoded.mayContain))
  }

  @Test("knows every member of every small set")
  func smallSets() {
    for count in 1...300 {
      let members = hashes(count, seed: UInt64(count) &* 77)
      let filter = BinaryFuseFilter(members, width: .bits8)
      #expect(!filter.matchesEverything, "\(count) hashes")
      #expect(members.allSatisfy(filter.mayContain), "\(count) hashes")
    }
  }

  @Test("takes about 1 in 256, or 1 in 65,536, others for a member")
  func falsePositives() {
    let members = hashes(50_000, seed: 1)
    let strangers = hashes(2_000_000, seed: 2)
    let eight = BinaryFuseFilter(members, width: .bits8)
    let sixteen = BinaryFuseFilter(members, width: .bits16)
    let rate8 = Double(strangers.count(where: eight.mayContain)) / Double(strangers.count)
    let count16 = strangers.count(where: sixteen.mayContain)
    #expect(abs(rate8 * 256 - 1) < 0.05, "\(rate8)")
    // 30.5 are expected; both bounds lie five standard deviations away.
    #expect((3...60).contains(count16), "\(count16)")
  }

  @Test("takes 9 or 18 bits a member")
  func size() {
    let members = hashes(60_000, seed: 3)
    #expect(Double(BinaryFuseFilter(members, width: .bits8).byteCount * 8) / 60_000 < 9.6)
    #expect(Double(BinaryFuseFilter(members, width: .bits16).byteCount * 8) / 60_000 < 19.2)
  }

  @Test("removes duplicates, and does not depend on the order")
  func duplicates() {
    let members = hashes(1_000, seed: 4)
    let doubled = BinaryFuseFilter(members + members.reversed() + [members[0]], width: .bits16)
    #expect(doubled.count == 1_000)
    #expect(members.allSatisfy(doubled.mayContain))
    let forward = BinaryFuseFilter(members, width: .bits8).encode(segmentID: 1)
    #expect(BinaryFuseFilter(members.reversed(), width: .bits8).encode(segmentID: 1) == forward)
    #expect(BinaryFuseFilter(Array(repeating: 9, count: 5_000), width: .bits8).count == 1)
  }

  @Test("takes hashes that are no better than numbers")
  func plainNumbers() {
    let members = (0..<20_000).map { UInt64($0) }
    let filter = BinaryFuseFilter(members, width: .bits8)
    #expect(!filter.matchesEverything)
    #expect(members.allSatisfy(filter.mayContain))
  }

  @Test("without members contains nothing")
  func empty() {
    let filter = BinaryFuseFilter([], width: .bits16)
    #expect(!filter.mayContain(0))
    #expect(hashes(100, seed: 5).allSatisfy { !filter.mayContain($0) })
  }

  @Test("detects every flipped bit, every truncation and a wrong place")
  func damage() {
    var bytes = BinaryFuseFilter(hashes(40, seed: 6), width: .bits8).encode(segmentID: 3)
    for bit in 0..<bytes.count * 8 {
      bytes[bit / 8] ^= 1 << UInt8(bit % 8)
      #expect(throws: SegmentError.self, "bit \(bit)") { try BinaryFuseFilter(decoding: bytes, segmentID: 3) }
      bytes[bit / 8] ^= 1 << UInt8(bit % 8)
    }
    for length in 0..<bytes.count {
      #expect(throws: SegmentError.self) { try BinaryFuseFilter(decoding: Array(bytes[..<length]), segmentID: 3) }
    }
    #expect(throws: SegmentError.self) { try BinaryFuseFilter(decoding: bytes, segmentID: 4) }
  }

  @Test("refuses sizes that do not fit, even under a valid checksum")
  func hostileSizes() {
    let block = BinaryFuseFilter(hashes(40, seed: 7), width: .bits16).encode(segmentID: 3)
    for offset in BlockHeader.byteCount..<36 where !(20..<28).contains(offset) {
      for value in [UInt8(0), 1, 2, 0x7F, 0xFF] where block[offset] != value {
        // The number of hashes alone may be another one.
        if (16..<20).contains(offset) { continue }
        var changed = block
        changed[offset] = value
        BlockHeader.seal(&changed, segmentID: 3)
        #expect(throws: SegmentError.self, "\(value) at \(offset)") {
          try BinaryFuseFilter(decoding: changed, segmentID: 3)
        }
      }
    }
  }

  @Test("has its fields where its documentation says")
  func layout() {
    let filter = BinaryFuseFilter(hashes(1_000, seed: 8), width: .bits16)
    let block = filter.encode(segmentID: 1)
    #expect(block[3] == UInt8(ascii: "b"))
    #expect(block[12] == 16)
    #expect(Array(block[13..<20]) == [0, 0, 0, 0xE8, 0x03, 0, 0])
    let slots = block[28..<32].reversed().reduce(0) { $0 << 8 | Int($1) }
    let segments = block[32..<36].reversed().reduce(0) { $0 << 8 | Int($1) }
    #expect(block.count == 36 + 2 * (segments + 2) * slots)
  }
}

@Suite("The hash of filters")
struct FilterHashTests {
  private func hash(_ key: String, _ kind: AttributeKind, _ text: String) -> UInt64 {
    FilterHash.of(key: Array(key.utf8).span.bytes, kind: kind, text: Array(text.utf8).span.bytes)
  }

  @Test("is part of the format and never changes")
  func goldenValues() {
    #expect(FilterHash.of(TraceID(high: 0x0123_4567_89AB_CDEF, low: 0xFEDC_BA98_7654_3210)) == 0xD6C8_3E75_B8BC_AE6C)
    #expect(hash("http.route", .string, "/items/{id}") == 0x114F_B078_250B_D550)
    #expect(FilterHash.of(key: Array("k".utf8).span.bytes, kind: .int, payload: 500) == 0x5985_6136_3F09_24E4)
  }

  @Test("tells key, kind and value apart")
  func domains() {
    let hashes = [
      hash("ab", .string, "c"), hash("a", .string, "bc"), hash("a", .bytes, "bc"), hash("", .string, "abc"),
      hash("abc", .string, ""), hash("a", .string, "bc\0"), hash("a\0", .string, "bc"),
    ]
    #expect(Set(hashes).count == hashes.count)
  }
}
