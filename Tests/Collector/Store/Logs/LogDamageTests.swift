import SegmentStore
import Synchronization
import TelemetryModel
import TelemetryStorage
import TestSupport
import Testing

/// Damage of one log segment is contained, named and set aside.
@Suite struct LogDamageTests {
  let script: MaintenanceScript

  init() throws { script = try MaintenanceScript() }

  /// A store of two segments, the first of which is damaged by `sql`.
  private func damagedStore(level: Int, _ sql: String) throws -> SegmentStore {
    let store = try script.open()
    for group in 1...2 {
      try store.append([LogBatch((0..<20).map { .numbered($0, group: group) })])
      if level > 0 { try script.mergeLogs(store) }
    }
    store.close()
    let first = try RawDatabase.number("SELECT min(id) FROM log_segment", in: script.folder.store)
    try RawDatabase.execute(sql.replacing("$ID", with: "\(first)"), in: script.folder.store)
    return try script.open()
  }

  @Test(arguments: [0, 1])
  func aDamagedSegmentIsLeftOutReportedOnceAndSetAside(level: Int) throws {
    let reports = Mutex(0)
    script.storeOptions.onDamage = { _ in reports.withLock { $0 += 1 } }
    let store = try damagedStore(
      level: level,
      """
      UPDATE log_segment_part SET data = CAST(substr(data, 1, 50) || x'FF00FF' || substr(data, 54) AS BLOB)
        WHERE id = $ID * 8
      """)
    defer { store.close() }
    for _ in 0..<2 { #expect(try MaintenanceScript.logs(store) == (0..<20).map { .numbered($0, group: 2) }) }
    #expect(reports.withLock { $0 } == 1)
    let findings = try store.check()
    let id = try #require(findings.first?.segmentID)
    #expect(Set(findings.map(\.segmentID)) == [id])
    // A merge leaves it where it is.
    script.options.longestWait = .zero
    try script.settle(store)
    #expect(store.statistics().logs.recordCount == 40)
    try store.quarantine(id)
    #expect(try store.check() == [])
    #expect(store.statistics().logs.recordCount == 20)
    #expect(throws: StoreError.self) { try store.quarantine(id) }
  }

  @Test(arguments: ["summary", "trace_filter"])
  func whatLiesBesideARecordIsNoReasonToLoseIt(column: String) throws {
    let store = try damagedStore(level: 1, "UPDATE log_segment SET \(column) = x'00112233' WHERE id = $ID")
    defer { store.close() }
    var hint = LogScanHint()
    hint.service = "shop-1"
    hint.traceIDs = [.numbered(1)]
    #expect(try MaintenanceScript.logs(store, hint).count == 20)
    #expect(try !store.check().isEmpty)
  }

  @Test(arguments: [1, 2])
  func aDamagedFilterLeavesNothingOut(part: Int) throws {
    let store = try damagedStore(level: 1, "UPDATE log_segment_part SET data = x'00' WHERE id = $ID * 8 + \(part)")
    defer { store.close() }
    var hint = LogScanHint()
    hint.bodyPhrases = ["group 1"]
    hint.attributes = [.init(key: "correlation.id", text: "order-1-3")]
    #expect(try MaintenanceScript.logs(store, hint).count == 20)
    #expect(try !store.check().isEmpty)
  }

  @Test func aRowThatDisappearsIsNoticed() throws {
    let reports = Mutex(0)
    script.storeOptions.onDamage = { _ in reports.withLock { $0 += 1 } }
    let store = try damagedStore(
      level: 0,
      "DROP TRIGGER log_segment_removed; DELETE FROM log_segment WHERE id = $ID")
    defer { store.close() }
    #expect(try MaintenanceScript.logs(store).count == 20)
    #expect(reports.withLock { $0 } > 0)
    #expect(try !store.check().isEmpty)
  }
}
