import SegmentStore
import Synchronization
import TelemetryModel
import TelemetryStorage
import TestSupport
import Testing

@Suite struct DamageTests {
  let folder: TemporaryFolder
  let reports = Reports()

  final class Reports: Sendable {
    let list = Mutex<[StoreError]>([])
    var messages: [String] { list.withLock { $0.map(\.message) } }
  }

  init() throws {
    folder = try TemporaryFolder()
    let store = try SegmentStore.open(path: folder.store)
    for trace in 1...5 as ClosedRange<UInt64> {
      try store.append([SpanBatch(Span.stubs(trace: trace, count: 30, service: "service-\(trace)"))])
    }
    store.close()
  }

  private func open() throws -> SegmentStore {
    var options = StoreOptions()
    options.onDamage = { [reports] error in reports.list.withLock { $0.append(error) } }
    return try SegmentStore.open(path: folder.store, options: options)
  }

  private func scannedCount(_ store: SegmentStore, _ hint: ScanHint = ScanHint()) throws -> Int {
    var count = 0
    try store.scan(hint) { (portion) throws(StoreError) in
      count += try portion.load().count
      return .continue
    }
    return count
  }

  @Test func aDamagedSegmentIsLeftOutReportedOnceAndCounted() throws {
    try RawDatabase.execute(
      "UPDATE segment_part SET data = CAST(substr(data, 1, 99) || x'5A' || substr(data, 101) AS BLOB) WHERE id = 24",
      in: folder.store)
    let store = try open()
    #expect(try store.trace(.numbered(3)).isEmpty)
    #expect(try store.trace(.numbered(3)).isEmpty)
    #expect(try scannedCount(store) == 120)
    for trace in [1, 2, 4, 5] as [UInt64] { #expect(try store.trace(.numbered(trace)).count == 30) }
    #expect(store.statistics().damagedSegments == 1)
    #expect(reports.messages.count == 1)
    let message = try #require(reports.messages.first)
    for part in [folder.store, "segment 3", "byte"] { #expect(message.contains(part), "\(message)") }
  }

  @Test func aSegmentWithoutItsPartIsDamaged() throws {
    try RawDatabase.execute("DELETE FROM segment_part WHERE id = 2 * 8", in: folder.store)
    let store = try open()
    #expect(try store.trace(.numbered(2)).isEmpty)
    #expect(try scannedCount(store) == 120)
    #expect(reports.messages.count == 1)
  }

  @Test func aSegmentInTheWrongPlaceIsDamaged() throws {
    try RawDatabase.execute(
      "UPDATE segment_part SET data = (SELECT data FROM segment_part WHERE id = 8) WHERE id = 16", in: folder.store)
    let store = try open()
    #expect(try store.trace(.numbered(1)).count == 30)
    #expect(try store.trace(.numbered(2)).isEmpty)
    #expect(store.statistics().damagedSegments == 1)
  }

  @Test(arguments: ["trace_filter", "summary"])
  func aDamagedFilterOrSummaryHidesNoSpan(column: String) throws {
    try RawDatabase.execute(
      "UPDATE segment SET \(column) = CAST(substr(\(column), 1, 12) || x'00' || substr(\(column), 14) AS BLOB)",
      in: folder.store)
    let store = try open()
    for trace in 1...5 as ClosedRange<UInt64> { #expect(try store.trace(.numbered(trace)).count == 30) }
    #expect(try scannedCount(store, ScanHint(service: "service-2")) == (column == "summary" ? 150 : 30))
    #expect(store.statistics().damagedSegments == 5)
  }

  @Test func numbersOutOfRangeAreHarmless() throws {
    try RawDatabase.execute(
      """
      INSERT INTO segment SELECT -9223372036854775807, level, t0, t1, spans, traces, summary, trace_filter, 0, 0
        FROM segment WHERE id = 1;
      INSERT INTO segment SELECT 9223372036854775807, level, t0, t1, spans, traces, summary, trace_filter, 0, 0
        FROM segment WHERE id = 1;
      UPDATE segment SET t0 = -5, t1 = -1, spans = 9223372036854775807, traces = -1 WHERE id = 2;
      UPDATE segment SET spans = 9223372036854775807 WHERE id = 3;
      """, in: folder.store)
    let store = try open()
    #expect(try scannedCount(store) == 150)
    // No ID is left above the highest possible one: refused, not overflowed.
    #expect(throws: StoreError.self) { try store.append([SpanBatch(Span.stubs(trace: 9, count: 1))]) }
  }

  /// Whatever is flipped in the file: no crash, and no span that was never stored.
  @Test func flippedBitsNeverBecomeSpans() throws {
    let intact = try RawFile.read(folder.store)
    let stored = Set((1...5).flatMap { Span.stubs(trace: $0, count: 30, service: "service-\($0)") })
    let seed = UInt64.random(in: .min ... .max)
    var generator = SeededGenerator(seed: seed)
    var refusedCount = 0
    var shortCount = 0
    for round in 0..<300 {
      var content = intact
      for _ in 0...round % 4 {
        content[Int.random(in: 0..<content.count, using: &generator)] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
      }
      try RawFile.write(content, to: folder.file("flipped.db"))
      do {
        let store = try SegmentStore.openReadOnly(path: folder.file("flipped.db"))
        var count = 0
        try store.scan(ScanHint()) { (portion) throws(StoreError) in
          for span in try portion.load().spans {
            #expect(stored.contains(span), "seed \(seed), round \(round)")
            count += 1
          }
          return .continue
        }
        #expect(count <= 150, "seed \(seed), round \(round)")
        if count < 150 { shortCount += 1 }
      } catch {
        refusedCount += 1
      }
    }
    #expect(shortCount > 0 && refusedCount > 0, "no flip had an effect")
  }
}
