import SegmentStore
import TelemetryModel
import TelemetryStorage
import TestSupport
import Testing

@Suite struct ArchiveTests {
  static let day: UInt64 = 86_400
  let script: MaintenanceScript

  init() throws {
    script = try MaintenanceScript()
    script.options.retain = .seconds(7 * 86_400)
  }

  private func spans(_ trace: UInt64, _ range: Range<UInt64>, at start: UInt64) -> [Span] {
    range.map { .stub(trace: trace, span: $0, start: start) }
  }

  private func record(_ number: UInt64, trace: UInt64, at time: UInt64, byField: Bool = true) -> LogRecord {
    let id = TraceID.numbered(trace)
    return .stub(
      time: time + number, body: .string("record \(number)"),
      attributes: byField ? [] : [Attribute("trace_id", .string("\(id)"))], traceID: byField ? id : .invalid)
  }

  /// What a scan finds that asks for records of a trace.
  private func logs(_ store: SegmentStore, of trace: UInt64) throws -> [LogRecord] {
    var hint = LogScanHint()
    hint.traceIDs = [.numbered(trace)]
    var records: [LogRecord] = []
    var latest = Timestamp(nanoseconds: 0)
    try store.scanLogs(hint, .oldestFirst) { (portion) throws(StoreError) in
      #expect(latest <= portion.times.start)
      latest = portion.times.start
      records += try portion.load().records
      return .continue
    }
    return records
  }

  private func expire(_ store: SegmentStore) throws {
    let maintenance = store.maintenance(script.options)
    try maintenance.run()
    script.clock.advance(seconds: 30 * Self.day)
    try maintenance.run()
    #expect(try MaintenanceScript.spans(store).isEmpty)
  }

  @Test func anArchivedTraceOutlivesRetentionWithItsLogRecords() throws {
    let store = try script.open()
    let now = script.clock.now
    let kept = spans(1, 0..<5, at: now)
    let records = [record(1, trace: 1, at: now), record(2, trace: 1, at: now, byField: false)]
    try store.append([SpanBatch(kept + spans(2, 0..<5, at: now))])
    try store.append([LogBatch(records + [record(3, trace: 2, at: now)])])
    let archived = try #require(try store.archive(.numbered(1)))
    #expect(archived.spanCount == 5 && archived.recordCount == 2 && archived.byteCount > 100)
    #expect(archived.time == Timestamp(nanoseconds: now))
    #expect(try store.trace(.numbered(1)).spans == kept)
    try expire(store)
    #expect(try store.trace(.numbered(1)).spans == kept)
    #expect(try store.trace(.numbered(2)).isEmpty)
    #expect(try logs(store, of: 1) == records)
    #expect(try logs(store, of: 2) == [])
    #expect(try store.check() == [])
    store.close()
    let reopened = try SegmentStore.openReadOnly(path: script.folder.store)
    #expect(try reopened.trace(.numbered(1)).spans == kept)
    #expect(try reopened.archivedTraces(limit: 10, only: nil).traces == [archived])
    #expect(throws: StoreError.self) { try reopened.archive(.numbered(1)) }
    reopened.close()
  }

  @Test func spansThatCameLaterAreJoinedAndCopiesAreNot() throws {
    let store = try script.open()
    let first = spans(1, 0..<4, at: script.clock.now)
    try store.append([SpanBatch(first)])
    try store.append([SpanBatch(first)])
    #expect(try store.archive(.numbered(1))?.spanCount == 4)
    try expire(store)
    let later = spans(1, 4..<6, at: script.clock.now)
    // A resend of an archived span is no second span.
    try store.append([SpanBatch(later + first[1...1])])
    #expect(Set(try store.trace(.numbered(1)).spans) == Set(first + later))
    #expect(try store.trace(.numbered(1)).count == 6)
    for detail in [SpanDetail.whole, .outline] {
      var count = 0
      try store.traces([.numbered(1), .numbered(2)], detail) { (batch) throws(StoreError) in
        count += batch.count
        return .continue
      }
      #expect(count == 6)
    }
    // Archived again, the copy has all of them.
    #expect(try store.archive(.numbered(1))?.spanCount == 6)
    try expire(store)
    #expect(Set(try store.trace(.numbered(1)).spans) == Set(first + later))
    #expect(try store.archivedTraces(limit: 10, only: nil).figures.traceCount == 1)
    #expect(try RawDatabase.number("SELECT count(*) FROM archived_segment", in: script.folder.store) == 1)
    #expect(try store.check() == [])
    store.close()
  }

  @Test func theArchiveIsListedLastFirstAndTracesCanBeRemoved() throws {
    let store = try script.open()
    for trace in 1...5 as ClosedRange<UInt64> {
      try store.append([SpanBatch(spans(trace, 0..<trace, at: script.clock.now))])
      script.clock.advance(seconds: 1)
      _ = try store.archive(.numbered(trace))
    }
    #expect(try store.archive(.numbered(99)) == nil)
    let (traces, figures) = try store.archivedTraces(limit: 3, only: nil)
    #expect(traces.map(\.traceID) == [.numbered(5), .numbered(4), .numbered(3)])
    #expect(figures.traceCount == 5 && figures.spanCount == 15 && figures.recordCount == 0)
    #expect(figures.byteLimit == StoreLimits.archiveByteCount)
    let statistics = store.statistics().archive
    #expect(statistics.traceCount == 5 && statistics.byteCount == figures.byteCount)
    #expect(try store.figures().archive?.bytes == figures.byteCount)
    try expire(store)
    #expect(try store.removeFromArchive(.numbered(4)))
    #expect(try !store.removeFromArchive(.numbered(4)))
    #expect(try store.trace(.numbered(4)).isEmpty)
    #expect(try store.trace(.numbered(3)).count == 3)
    #expect(try store.archivedTraces(limit: 10, only: nil).figures.traceCount == 4)
    #expect(try store.check() == [])
    store.close()
  }

  @Test func aFullArchiveRefusesAndStaysAsItWas() throws {
    script.storeOptions.archiveByteCount = 4_000
    let store = try script.open()
    let small = spans(1, 0..<3, at: script.clock.now)
    try store.append([SpanBatch(small)])
    _ = try store.archive(.numbered(1))
    let large = RandomSpans.make(seed: 5, count: 200).map { span in
      var span = span
      span.traceID = .numbered(2)
      return span
    }
    try store.append([SpanBatch(large)])
    let error = try #require(throws: StoreError.self) { try store.archive(.numbered(2)) }
    #expect(error.code == .full && error.message.contains("--archive-bytes"), "\(error)")
    // Nor may a copy grow beyond it; the old one stays.
    try store.append([
      SpanBatch(
        large.map { span in
          var span = span
          span.traceID = .numbered(1)
          return span
        })
    ])
    #expect(throws: StoreError.self) { try store.archive(.numbered(1)) }
    try expire(store)
    #expect(try store.trace(.numbered(1)).spans == small)
    #expect(try store.trace(.numbered(2)).isEmpty)
    #expect(try store.archivedTraces(limit: 10, only: nil).figures.traceCount == 1)
    #expect(try store.check() == [])
    store.close()
  }

  @Test func whatIsArchivedDoesNotCountForRetentionByBytes() throws {
    let store = try script.open()
    for trace in 1...30 as ClosedRange<UInt64> {
      let random = RandomSpans.make(seed: trace, count: 100).map { span in
        var span = span
        span.traceID = .numbered(trace)
        return span
      }
      try store.append([SpanBatch(random)])
      _ = try store.archive(.numbered(trace))
    }
    let archived = try store.archivedTraces(limit: 1, only: nil).figures.byteCount
    let all = store.statistics().databaseByteCount + store.statistics().walByteCount
    #expect(archived > 200_000 && all > archived)
    script.options.retain = nil
    // The copies alone take more.
    script.options.retainBytes = archived / 2
    try store.maintenance(script.options).run()
    let left = Set(try MaintenanceScript.spans(store).traceIDs).count
    #expect(left > 0 && left < 30, "\(left) traces are left")
    for trace in 1...30 as ClosedRange<UInt64> { #expect(try store.trace(.numbered(trace)).count == 100) }
    store.close()
  }

  @Test func aStoreOfVersion6GetsItsTables() throws {
    var store = try script.open()
    try store.append([SpanBatch(spans(1, 0..<3, at: script.clock.now))])
    store.close()
    try RawDatabase.execute(
      "DROP TABLE archived_trace; DROP TABLE archived_segment; PRAGMA user_version = 6", in: script.folder.store)
    #expect(throws: StoreError.self) { try SegmentStore.openReadOnly(path: script.folder.store) }
    store = try script.open()
    #expect(try store.archive(.numbered(1))?.spanCount == 3)
    #expect(try store.check() == [])
    store.close()
  }

  @Test func aTraceOfManySegmentsComesBackWhole() throws {
    script.storeOptions.segmentSpanCount = 7
    script.storeOptions.segmentRecordCount = 3
    let store = try script.open()
    let kept = spans(1, 0..<30, at: script.clock.now)
    let records = (0..<10).map { record(UInt64($0), trace: 1, at: script.clock.now) }
    try store.append([SpanBatch(kept)])
    try store.append([LogBatch(records)])
    _ = try store.archive(.numbered(1))
    #expect(try RawDatabase.number("SELECT count(*) FROM archived_segment", in: script.folder.store) == 9)
    try expire(store)
    #expect(try store.trace(.numbered(1)).spans == kept)
    #expect(try logs(store, of: 1) == records)
    store.close()
  }

  @Test func damageIsFoundByTheCheckAndLeftOutOfAnswers() throws {
    let store = try script.open()
    try store.append([SpanBatch(spans(1, 0..<3, at: script.clock.now) + spans(2, 0..<3, at: script.clock.now))])
    for trace in 1...2 as ClosedRange<UInt64> { _ = try store.archive(.numbered(trace)) }
    try expire(store)
    store.close()
    try RawDatabase.execute(
      "UPDATE archived_segment SET data = CAST(substr(data, 1, 60) || x'5A' || substr(data, 62) AS BLOB) WHERE id = "
        + "(SELECT min(id) FROM archived_segment)", in: script.folder.store)
    let reopened = try script.open()
    #expect(try reopened.trace(.numbered(1)).isEmpty)
    #expect(try reopened.trace(.numbered(2)).count == 3)
    let findings = try reopened.check()
    #expect(findings.count == 1 && findings[0].part == "archived trace \(TraceID.numbered(1))", "\(findings)")
    #expect(try reopened.removeFromArchive(.numbered(1)))
    #expect(try reopened.check() == [])
    reopened.close()
  }

  @Test(arguments: [
    "DELETE FROM archived_segment WHERE id = (SELECT min(id) FROM archived_segment)",
    "UPDATE archived_trace SET spans = spans + 1", "UPDATE archived_trace SET bytes = 1",
    "UPDATE archived_trace SET trace_low = trace_low + 1", "UPDATE archived_segment SET id = id + 1000",
    "DROP TRIGGER archived_trace_removed; DELETE FROM archived_trace",
  ])
  func theCheckComparesRowsWithWhatTheyHold(sql: String) throws {
    let store = try script.open()
    try store.append([SpanBatch(spans(1, 0..<3, at: script.clock.now))])
    _ = try store.archive(.numbered(1))
    store.close()
    try RawDatabase.execute(sql, in: script.folder.store)
    #expect(try !SegmentStore.openReadOnly(path: script.folder.store).check().isEmpty)
  }
}
