import OTLPFormat
import Rollups
import SegmentStore
import TelemetryModel
import TelemetryStorage
import TestSupport
import Testing

/// Stores that older versions of Skein made.
@Suite struct MigrationTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static func sent() throws -> Set<Span> {
    var spans: Set<Span> = []
    for name in ["zipkin-yelp.traces.otlp.gz", "zipkin-skew.traces.otlp.gz"] {
      for message in try Fixture.messages(name) { spans.formUnion(try OTLPProtobuf.decodeTraces(message).batch.spans) }
    }
    return spans
  }

  @Test(arguments: ["store-schema-1.db.gz", "store-schema-2.db.gz"])
  func anOlderStoreIsReadCountedMergedAndChecked(fixture: String) throws {
    try RawFile.write(try Fixture.inflated(fixture), to: folder.store)
    #expect(throws: StoreError.self) { try SegmentStore.openReadOnly(path: folder.store) }
    let expected = try Self.sent()
    #expect(expected.count == 20)
    let store = try SegmentStore.open(path: folder.store)
    #expect(Set(try MaintenanceScript.spans(store).spans) == expected)
    #expect(try store.countedSpans() == 20)
    #expect(try store.check() == [])
    // What is kept of old spans counts from now on, so that a limit removes none of them early.
    #expect(try RawDatabase.number("SELECT min(arrived) > 1700000000000000000 FROM segment", in: folder.store) == 1)
    #expect(try RawDatabase.number("SELECT min(bytes) > 100 FROM segment", in: folder.store) == 1)
    var options = MaintenanceOptions()
    options.heldBackSpanCount = 0
    options.waitingSegmentCount = 1
    try store.maintenance(options).run()
    #expect(store.statistics().levelZero.spanCount == 0)
    #expect(Set(try MaintenanceScript.spans(store).spans) == expected)
    #expect(try store.countedSpans() == 20)
    #expect(try RawDatabase.number("SELECT sum(spans) FROM rollup", in: folder.store) == 20)
    #expect(try store.check() == [])
    store.close()
  }

  @Test func aMigrationThatIsInterruptedLeavesVersion1() throws {
    try RawFile.write(try Fixture.inflated("store-schema-1.db.gz"), to: folder.store)
    try RawDatabase.execute("CREATE TABLE damaged_segment (a)", in: folder.store)
    #expect(throws: StoreError.self) { try SegmentStore.open(path: folder.store) }
    #expect(try RawDatabase.number("PRAGMA user_version", in: folder.store) == 1)
    #expect(try RawDatabase.number("SELECT count(*) FROM segment", in: folder.store) == 2)
  }

  @Test func aMigrationThatIsInterruptedLeavesVersion2() throws {
    try RawFile.write(try Fixture.inflated("store-schema-2.db.gz"), to: folder.store)
    try RawDatabase.execute("CREATE TABLE other (a); CREATE INDEX rollup_by_minute ON other (a)", in: folder.store)
    #expect(throws: StoreError.self) { try SegmentStore.open(path: folder.store) }
    #expect(try RawDatabase.number("PRAGMA user_version", in: folder.store) == 2)
    #expect(try RawDatabase.number("SELECT count(*) FROM segment", in: folder.store) == 2)
  }
}
