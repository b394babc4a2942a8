/// Deflates what level 1 stores: as small as zlib's level 6 and in a third of its time. zlib inflates it.
///
/// The output is a stream of RFC 1951 without any wrapping. Texts of a segment's dictionary stand in the order of their
/// bytes, as a rule: what a text shares with the one before it is found at the distance of the latest match, without a
/// search. Matches that are long enough are taken as they come, shorter ones only when none that is longer begins one
/// byte later. See `docs/adr/021-own-deflater.md` for figures.
///
/// Keeps its buffers (350 KiB) from one stream to the next.
package struct SegmentDeflater: ~Copyable {
  /// From this length on a match is taken without looking for a better one.
  private static let goodLength = 48
  /// Matches of the shortest length are worth their distance up to this one only.
  private static let shortMatchDistance = 4_096

  private var finder = MatchFinder()
  private var block = DeflateBlock()

  package init() {}

  /// Appends `input` to `output` as one complete stream and returns its byte count. O(bytes), whatever they are.
  @discardableResult
  package mutating func deflate(_ input: RawSpan, into output: inout [UInt8]) -> Int {
    let start = output.count
    finder.begin(byteCount: input.byteCount)
    block.begin()
    // SAFETY: what reads them says why it stays inside; no pointer leaves the closure.
    input.withUnsafeBytes { parse($0.bindMemory(to: UInt8.self), into: &output) }
    block.write(isLast: true, into: &output)
    return output.count - start
  }

  /// The same without looking for repetitions: smaller where these are worth less than their codes, and quicker still.
  @discardableResult
  package mutating func deflateWithoutMatching(_ input: RawSpan, into output: inout [UInt8]) -> Int {
    let start = output.count
    block.begin()
    for place in input.byteOffsets {
      if block.isFull { block.write(isLast: false, into: &output) }
      // SAFETY: `place` is one of the input's.
      block.add(literal: input.unsafeLoad(fromByteOffset: place, as: UInt8.self))
    }
    block.write(isLast: true, into: &output)
    return output.count - start
  }

  // SAFETY: `place` stays below the count of `text`; behind a place that is searched for there are at least
  // `MatchFinder.lookAheadByteCount` bytes, and matches end where the text does.
  private mutating func parse(_ text: UnsafeBufferPointer<UInt8>, into output: inout [UInt8]) {
    guard let bytes = text.baseAddress else { return }
    let count = text.count
    let searchEnd = max(0, count - MatchFinder.lookAheadByteCount)
    var place = 0
    var latestDistance = 0
    /// The match at `place`, when it is known already.
    var known: MatchFinder.Match?
    while place < count {
      if block.isFull { block.write(isLast: false, into: &output) }
      guard place < searchEnd else {
        block.add(literal: bytes[place])
        place &+= 1
        continue
      }
      let match = known ?? best(at: place, bytes, count, latestDistance)
      known = nil
      guard match.length > 0 else {
        block.add(literal: bytes[place])
        place &+= 1
        continue
      }
      var inserted = place &+ 1
      if match.length < Self.goodLength, inserted < searchEnd {
        let next = finder.longestMatch(
          at: inserted, bytes, count, longerThan: match.length, tries: MatchFinder.tries / 2)
        finder.insert(inserted, bytes)
        inserted &+= 1
        if next.length > 0 {
          block.add(literal: bytes[place])
          place &+= 1
          known = next
          continue
        }
      }
      block.add(length: match.length, distance: match.distance)
      latestDistance = match.distance
      place &+= match.length
      while inserted < min(place, searchEnd) {
        finder.insert(inserted, bytes)
        inserted &+= 1
      }
    }
  }

  /// The match to consider at a place, which is inserted; of length 0 when there is none.
  ///
  // SAFETY: as above. The latest match lies before `place`, and so does what is as far before it.
  @inline(__always)
  private mutating func best(
    at place: Int, _ bytes: UnsafePointer<UInt8>, _ count: Int, _ latestDistance: Int
  ) -> MatchFinder.Match {
    var match = MatchFinder.Match.none
    if latestDistance > 0 {
      let length = MatchFinder.sharedByteCount(bytes, place &- latestDistance, place, limit: count &- place)
      if length >= MatchFinder.shortestLength { match = MatchFinder.Match(length: length, distance: latestDistance) }
    }
    if match.length < Self.goodLength {
      let found = finder.longestMatch(
        at: place, bytes, count, longerThan: max(match.length, MatchFinder.shortestLength &- 1),
        tries: MatchFinder.tries)
      if found.length > MatchFinder.shortestLength || found.distance <= Self.shortMatchDistance, found.length > 0 {
        match = found
      }
    }
    finder.insert(place, bytes)
    return match
  }
}
