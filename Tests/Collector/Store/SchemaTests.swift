import Glibc
import SegmentStore
import TelemetryModel
import TelemetryStorage
import Testing

@Suite struct SchemaTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func makeStore() throws {
    let store = try SegmentStore.open(path: folder.store)
    try store.append([SpanBatch(Span.stubs(trace: 1, count: 2))])
    store.close()
  }

  /// Opening the file in either way must fail, and leave it as it is.
  private func expectRefusal(_ code: StoreError.Code, mentioning words: String...) throws {
    let content = try RawFile.read(folder.store)
    for open in [SegmentStore.open, SegmentStore.openReadOnly] as [(String, StoreOptions) throws -> SegmentStore] {
      let error = try #require(throws: StoreError.self) { try open(folder.store, StoreOptions()) }
      #expect(error.code == code, "\(error)")
      for word in words + [folder.store] { #expect(error.message.contains(word), "\(error)") }
    }
    #expect(try RawFile.read(folder.store) == content)
  }

  @Test func aNewerStoreIsRefusedUntouched() throws {
    try makeStore()
    try RawDatabase.execute("PRAGMA user_version = 99", in: folder.store)
    try expectRefusal(.incompatible, mentioning: "newer Skein", "99")
  }

  @Test func aStoreOfNoKnownVersionIsRefused() throws {
    try makeStore()
    try RawDatabase.execute("PRAGMA user_version = -1", in: folder.store)
    try expectRefusal(.incompatible, mentioning: "-1")
  }

  @Test func aStoreWhoseTablesAreViewsIsRefused() throws {
    try makeStore()
    try RawDatabase.execute(
      "DROP TABLE segment_part; CREATE VIEW segment_part AS SELECT 8 AS id, x'00' AS data", in: folder.store)
    try expectRefusal(.corrupt, mentioning: "missing")
  }

  @Test func aDatabaseOfAnotherProgramIsRefusedUntouched() throws {
    try RawFile.write([], to: folder.store)
    try RawDatabase.execute("CREATE TABLE recipes (title)", in: folder.store)
    try expectRefusal(.incompatible, mentioning: "another program")
  }

  @Test func aFileThatIsNoDatabaseIsRefusedUntouched() throws {
    try RawFile.write(Array(repeating: UInt8(ascii: "x"), count: 5_000), to: folder.store)
    try expectRefusal(.incompatible, mentioning: "not a Skein store")
  }

  @Test func anEmptyFileBecomesAStoreButHasNothingToRead() throws {
    try RawFile.write([], to: folder.store)
    let error = try #require(throws: StoreError.self) { try SegmentStore.openReadOnly(path: folder.store) }
    #expect(error.code == .unavailable)
    try makeStore()
    #expect(try SegmentStore.openReadOnly(path: folder.store).trace(.numbered(1)).count == 2)
  }

  @Test func pathsThatLeadNowhereAreUnavailable() throws {
    for path in ["", "/", folder.path, folder.file("no/such/folder/store.db"), folder.file("store.db\0x")] {
      let error = try #require(throws: StoreError.self, "\(path)") { try SegmentStore.open(path: path) }
      #expect(error.code == .unavailable, "\(path): \(error)")
    }
    let error = try #require(throws: StoreError.self) { try SegmentStore.openReadOnly(path: folder.store) }
    #expect(error.code == .unavailable)
    #expect(access(folder.store, F_OK) != 0)
  }

  @Test func anOlderStoreIsMigratedByTheFirstWriter() throws {
    try makeStore()
    var options = StoreOptions()
    options.schema = Schema(
      version: 9, creation: "",
      migrations: [
        "", "", "", "", "", "", "CREATE TABLE first (a); INSERT INTO first VALUES (7)",
        "CREATE TABLE second AS SELECT a FROM first",
      ])
    let error = try #require(throws: StoreError.self) {
      try SegmentStore.openReadOnly(path: folder.store, options: options)
    }
    #expect(error.code == .incompatible)
    #expect(error.message.contains("skein serve"))
    let store = try SegmentStore.open(path: folder.store, options: options)
    #expect(try store.trace(.numbered(1)).count == 2)
    store.close()
    #expect(try RawDatabase.number("PRAGMA user_version", in: folder.store) == 9)
    #expect(try RawDatabase.number("SELECT a FROM second", in: folder.store) == 7)
    #expect(throws: StoreError.self) { try SegmentStore.open(path: folder.store) }
  }

  @Test func aMigrationThatFailsLeavesTheOlderStore() throws {
    try makeStore()
    var options = StoreOptions()
    options.schema = Schema(
      version: 8, creation: "",
      migrations: ["", "", "", "", "", "", "CREATE TABLE first (a); INSERT INTO nowhere VALUES (1)"])
    #expect(throws: StoreError.self) { try SegmentStore.open(path: folder.store, options: options) }
    #expect(try RawDatabase.number("SELECT count(*) FROM sqlite_schema WHERE name = 'first'", in: folder.store) == 0)
    #expect(try SegmentStore.open(path: folder.store).trace(.numbered(1)).count == 2)
  }

  @Test func theFileSaysWhatItIs() throws {
    try makeStore()
    let header = Array(try RawFile.read(folder.store)[..<100])
    #expect(header[16...17].elementsEqual([0x10, 0x00]), "page size 4096")
    #expect(header[18...19].elementsEqual([2, 2]), "write-ahead log")
    #expect(header[60...63].elementsEqual([0, 0, 0, 7]), "schema version")
    #expect(header[68...71].elementsEqual("SKEI".utf8), "application ID")
  }
}
