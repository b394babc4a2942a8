import Glibc
import SegmentStore
import TelemetryModel
import TelemetryStorage
import TestSupport
import Testing

@Suite struct CheckTests {
  /// How many bits are flipped; `SKEIN_BIT_FLIPS` asks for more.
  private static let flipCount = getenv("SKEIN_BIT_FLIPS").flatMap { Int(String(cString: $0)) } ?? 100

  let folder: TemporaryFolder
  private let stored: SpanBatch

  /// A store with segments of both levels.
  init() throws {
    folder = try TemporaryFolder()
    let store = try SegmentStore.open(path: folder.store)
    let spans = RandomSpans.make(seed: 3, count: 400)
    for trace in 1...4 {
      let stubs = Span.stubs(trace: UInt64(trace), count: 30, service: "service-\(trace)")
      try store.append([SpanBatch(stubs + spans[(trace - 1) * 50..<trace * 50])])
    }
    var options = MaintenanceOptions()
    options.heldBackSpanCount = 0
    options.waitingSegmentCount = 1
    options.segmentSpanCount = 200
    options.freePageReserve = 0
    try store.maintenance(options).run()
    for trace in 7...9 as ClosedRange<UInt64> {
      let stubs = Span.stubs(trace: trace, count: 30, service: "service-\(trace)")
      try store.append([SpanBatch(stubs + spans[200...])])
    }
    let statistics = store.statistics()
    try #require(statistics.levelZero.segmentCount == 3 && statistics.levelOne.segmentCount == 2)
    stored = try MaintenanceScript.spans(store)
    store.close()
  }

  private func findings(after sql: String) throws -> [CheckFinding] {
    try RawDatabase.execute(sql, in: folder.store)
    return try SegmentStore.openReadOnly(path: folder.store).check()
  }

  @Test func aSoundStoreHasNoFindingsAndTheCheckSaysHowFarItIs() throws {
    var steps: [Int] = []
    let store = try SegmentStore.openReadOnly(path: folder.store)
    #expect(try store.check { steps.append($0.checkedSegmentCount) } == [])
    #expect(steps == [0, 1, 2, 3, 4, 5])
  }

  @Test func damageIsNamedBySegmentPartAndOffset() throws {
    let id = try RawDatabase.number("SELECT max(id) FROM segment WHERE level = 0", in: folder.store)
    let found = try findings(
      after: """
        UPDATE segment_part SET data = CAST(substr(data, 1, 99) || x'5A' || substr(data, 101) AS BLOB)
          WHERE id = \(id * 8)
        """)
    #expect(found.count == 1)
    let finding = try #require(found.first)
    #expect(finding.segmentID == Int64(id))
    #expect(finding.part.contains("part 0"))
    #expect(finding.byteOffset != nil)
    #expect(finding.description.contains("segment \(id), part 0"))
  }

  @Test(arguments: [
    "t0 = t0 + 1", "t1 = t1 - 1", "spans = spans + 1", "traces = traces - 1", "bytes = bytes + 1", "level = 1 - level",
    "summary = x'00'", "trace_filter = x'00'", "summary = (SELECT summary FROM segment ORDER BY id LIMIT 1)",
  ])
  func whatIsKeptBesideASegmentMustBeTrue(change: String) throws {
    let found = try findings(after: "UPDATE segment SET \(change) WHERE id = (SELECT max(id) FROM segment)")
    #expect(!found.isEmpty)
  }

  @Test func partsThatAreMissingOrTooManyAreFound() throws {
    #expect(try findings(after: "INSERT INTO segment_part VALUES (80000, x'00')").count == 1)
    #expect(
      try findings(after: "DELETE FROM segment_part WHERE id = (SELECT max(id) * 8 FROM segment)").count == 3)
  }

  @Test func aSegmentThatIsSetAsideNoLongerStandsInTheWay() throws {
    let id = try RawDatabase.number("SELECT max(id) FROM segment WHERE level = 1", in: folder.store)
    try RawDatabase.execute(
      "UPDATE segment_part SET data = CAST(data || x'00' AS BLOB) WHERE id / 8 = \(id)", in: folder.store)
    let store = try SegmentStore.open(path: folder.store)
    let finding = try #require(try store.check().first { $0.byteOffset != nil })
    try store.quarantine(try #require(finding.segmentID))
    #expect(try store.check() == [])
    #expect(try RawDatabase.number("SELECT count(*) FROM segment_part WHERE id / 8 = \(id)", in: folder.store) > 0)
    #expect(try RawDatabase.number("SELECT spans FROM damaged_segment", in: folder.store) > 0)
    let error = try #require(throws: StoreError.self) { try store.quarantine(Int64(id)) }
    #expect(error.code == .unavailable)
    // Its ID is not used again.
    try store.append([SpanBatch(Span.stubs(trace: 50, count: 1))])
    #expect(try RawDatabase.number("SELECT max(id) FROM segment", in: folder.store) > id)
    store.close()
  }

  /// Whatever bit is flipped: the store is refused, or the check finds it, or nothing that was stored has changed.
  @Test func flippedBitsAreFoundOrHarmless() throws {
    let intact = try RawFile.read(folder.store)
    let expected = stored.sorted
    let seed = UInt64.random(in: .min ... .max)
    var generator = SeededGenerator(seed: seed)
    var refused = 0
    var found = 0
    var harmless = 0
    for round in 0..<Self.flipCount {
      let place = generator.number(0...intact.count - 1)
      var content = intact
      content[place] ^= 1 << UInt8(generator.number(0...7))
      try RawFile.write(content, to: folder.file("flipped.db"))
      do {
        let store = try SegmentStore.openReadOnly(path: folder.file("flipped.db"))
        if try !store.check().isEmpty {
          found += 1
          continue
        }
        // As a rule they come in the old order, too; to sort them takes as long as the check.
        let spans = try MaintenanceScript.spans(store)
        var difference = spans.firstDifference(from: stored)
        if difference != nil { difference = spans.sorted.firstDifference(from: expected) }
        #expect(difference == nil, "seed \(seed), round \(round), byte \(place)")
        harmless += 1
      } catch is StoreError {
        refused += 1
      }
    }
    #expect(found > harmless, "\(found) found, \(refused) refused, \(harmless) harmless")
  }
}
