import SegmentStore
import TelemetryModel
import TelemetryStorage
import TestSupport
import Testing

@Suite struct LogStoreTests {
  let script: MaintenanceScript

  init() throws {
    script = try MaintenanceScript()
    script.options.logSegmentRecordCount = 500
  }

  @Test(arguments: 0..<6 as Range<UInt64>)
  func everyFieldComesBackFromBothLevelsAndMergingOrdersByTime(seed: UInt64) throws {
    let records = RandomLogs.make(seed: seed, count: 1_400)
    let store = try script.open()
    defer { store.close() }
    for first in stride(from: 0, to: records.count, by: 100) {
      try store.append([LogBatch(records[first..<first + 100])])
    }
    #expect(store.statistics().logs.levelZero.recordCount == 1_400)
    #expect(Set(try MaintenanceScript.logs(store)) == Set(records), "seed \(seed)")
    try script.mergeLogs(store)
    let merged = try MaintenanceScript.logs(store)
    #expect(Set(merged) == Set(records) && merged.count == records.count, "seed \(seed)")
    try store.scanLogs(LogScanHint(), .oldestFirst) { (portion) throws(StoreError) in
      let times = try portion.load().records.map(\.effectiveTime)
      #expect(times == times.sorted(), "seed \(seed)")
      return .continue
    }
    #expect(try store.check() == [])
  }

  @Test func recordsThatAreSentAgainStayOnceAndEqualOnesOfOneRequestAllStay() throws {
    let store = try script.open()
    defer { store.close() }
    let twice = [LogRecord.numbered(1), .numbered(2), .numbered(2)]
    try store.append([LogBatch(twice)])
    try store.append([LogBatch(twice)])
    try store.append([LogBatch([.numbered(2), .numbered(3)])])
    try script.mergeLogs(store)
    #expect(try MaintenanceScript.logs(store) == [.numbered(1), .numbered(2), .numbered(2), .numbered(3)])
    #expect(store.statistics().maintenance.duplicateLogRecords == 4)
    // A copy that comes after the first was merged goes when the two segments are compacted.
    script.options.compactionFanIn = 2
    try store.append([LogBatch(twice + [.numbered(3)])])
    try script.mergeLogs(store)
    #expect(try MaintenanceScript.logs(store).count == 4)
  }

  @Test func smallSegmentsAreCompactedAndWindowsOfTimeStayApart() throws {
    let store = try script.open()
    defer { store.close() }
    let day: UInt64 = 86_400_000_000_000
    for round in 0..<16 {
      var late = LogRecord.numbered(round)
      late.time = Timestamp(nanoseconds: late.time.nanoseconds + day * 2)
      try store.append([LogBatch([.numbered(round), late])])
      try script.mergeLogs(store)
    }
    let logs = store.statistics().logs
    #expect(logs.levelOne.recordCount == 32)
    #expect(logs.levelOne.segmentCount < 12)
    try store.scanLogs(LogScanHint(), .newestFirst) { (portion) throws(StoreError) in
      #expect(portion.times.end.nanoseconds - portion.times.start.nanoseconds < day)
      return .continue
    }
  }

  @Test func whatCannotHoldARecordIsLeftOut() throws {
    let store = try script.open()
    defer { store.close() }
    for group in 0..<6 {
      try store.append([LogBatch((0..<50).map { LogRecord.numbered($0, group: group) })])
      script.options.compactionFanIn = 100
      try script.mergeLogs(store)
    }
    func count(_ change: (inout LogScanHint) throws -> Void) throws -> Int {
      var hint = LogScanHint()
      try change(&hint)
      return try MaintenanceScript.logs(store, hint).count
    }
    #expect(try count { _ in } == 300)
    #expect(try count { $0.service = "shop-1" } == 100)
    #expect(try count { $0.leastSeverity = .error } == 0)
    #expect(try count { $0.traceIDs = [.numbered(4)] } == 50)
    #expect(try count { $0.correlationID = "order-2-17" } == 50)
    #expect(try count { $0.correlationID = "\(TraceID.numbered(3))" } == 50)
    #expect(try count { $0.correlationID = "order-9-9" } == 0)
    #expect(try count { $0.attributes = [.init(key: "correlation.id", text: "order-5-1")] } == 50)
    #expect(try count { $0.attributes = [.init(key: "n", text: "49")] } == 300)
    #expect(try count { $0.bodyPhrases = ["paid in ZEBRA"] } == 0)
    #expect(try count { $0.bodyTexts = ["of unheard words"] } == 0)
    #expect(try count { $0.bodyTexts = ["rder 3 of g"] } == 300)
    #expect(
      try count { $0.times = try #require(TimeRange(start: .init(nanoseconds: 0), end: .init(nanoseconds: 9))) } == 0)
  }

  @Test func retentionRemovesTheOldestOfBothSignals() throws {
    let store = try script.open()
    defer { store.close() }
    script.options.retain = .seconds(3_600)
    let now = script.clock.now
    try store.append([LogBatch([.stub(time: now - 7_200_000_000_000), .stub(time: now)])])
    try store.append([LogBatch([.stub(time: now - 7_200_000_000_000)])])
    try store.append([SpanBatch([Span.stub(trace: 1, span: 1, start: now - 7_200_000_000_000)])])
    try store.append([SpanBatch([Span.stub(trace: 2, span: 1, start: now)])])
    try store.maintenance(script.options).run()
    #expect(store.statistics().spanCount == 1)
    #expect(store.statistics().logs.recordCount == 2)
    #expect(store.statistics().maintenance.removedLogRecords == 1)
    #expect(store.statistics().maintenance.removedSpans == 1)
  }

  @Test func retentionByBytesTakesTheOldestSegmentWhicheverSignalItHas() throws {
    let store = try script.open()
    defer { store.close() }
    try store.append([LogBatch((0..<2_000).map { .numbered($0, group: 1) })])
    try store.append([SpanBatch((0..<400).flatMap { Span.stubs(trace: 10_000 + $0, count: 10) })])
    script.options.retainBytes = 4_096
    try store.maintenance(script.options).run()
    #expect(store.statistics().spanCount == 0)
    #expect(store.statistics().logs.recordCount == 0)
    #expect(try store.check() == [])
  }

  @Test func IDsAreNeverUsedAgain() throws {
    var store = try script.open()
    try store.append([LogBatch([.numbered(1)])])
    store.close()
    try RawDatabase.execute("DELETE FROM log_segment", in: script.folder.store)
    store = try script.open()
    try store.append([SpanBatch(Span.stubs(trace: 1, count: 1))])
    try store.append([LogBatch([.numbered(1)])])
    store.close()
    #expect(try RawDatabase.number("SELECT id FROM segment", in: script.folder.store) == 2)
    #expect(try RawDatabase.number("SELECT id FROM log_segment", in: script.folder.store) == 3)
    #expect(
      try RawDatabase.number("SELECT count(*) FROM log_segment_part WHERE id / 8 = 1", in: script.folder.store) == 0)
  }

  @Test func aReaderBesideTheWriterSeesEachCommitAtOnce() throws {
    let store = try script.open()
    defer { store.close() }
    let reader = try SegmentStore.openReadOnly(path: script.folder.store)
    for number in 0..<5 {
      try store.append([LogBatch([.numbered(number)])])
      #expect(try MaintenanceScript.logs(reader).count == number + 1)
    }
    try script.mergeLogs(store)
    #expect(try MaintenanceScript.logs(reader).map(\.body) == (0..<5).map { LogRecord.numbered($0).body })
    #expect(throws: StoreError.self) { try reader.append([LogBatch([.numbered(9)])]) }
  }

  @Test func aStoreOfVersion3GetsItsTables() throws {
    var store = try script.open()
    try store.append([SpanBatch(Span.stubs(trace: 1, count: 3))])
    store.close()
    try RawDatabase.execute(
      """
      DROP TABLE log_segment; DROP TABLE log_segment_part; DROP TABLE log_meta;
      DROP TABLE metric_segment; DROP TABLE metric_segment_part; DROP TABLE metric_meta;
      DROP TRIGGER rollup_removed; DROP TABLE rollup_hours;
      DROP TABLE archived_trace; DROP TABLE archived_segment; PRAGMA user_version = 3
      """,
      in: script.folder.store)
    #expect(throws: StoreError.self) { try SegmentStore.openReadOnly(path: script.folder.store) }
    store = try script.open()
    try store.append([LogBatch([.numbered(1)])])
    #expect(try store.trace(.numbered(1)).count == 3)
    #expect(try MaintenanceScript.logs(store) == [.numbered(1)])
    #expect(try store.check() == [])
    store.close()
  }
}
