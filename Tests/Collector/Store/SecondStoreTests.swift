import CFaultVFS
import Glibc
import SegmentStore
import TelemetryModel
import TelemetryStorage
import Testing

/// Two stores on one file, as two processes have them.
@Suite struct SecondStoreTests {
  let folder: TemporaryFolder
  let spans = Span.stubs(trace: 1, count: 3)

  init() throws { folder = try TemporaryFolder() }

  @Test func aSecondWriterIsRefusedAndToldTheWayOut() throws {
    let first = try SegmentStore.open(path: folder.store)
    let error = try #require(throws: StoreError.self) { try SegmentStore.open(path: folder.store) }
    #expect(error.code == .unavailable)
    #expect(error.message.contains("skein query"))
    #expect(error.message.contains("process \(getpid())"))
    try first.append([SpanBatch(spans)])
    first.close()
    let second = try SegmentStore.open(path: folder.store)
    #expect(try second.trace(.numbered(1)).spans == spans)
  }

  @Test func aSecondWriterThroughASymbolicLinkIsRefusedToo() throws {
    let first = try SegmentStore.open(path: folder.store)
    try #require(symlink(folder.store, folder.file("link.db")) == 0)
    #expect(throws: StoreError.self) { try SegmentStore.open(path: folder.file("link.db")) }
    first.close()
  }

  @Test func aReaderSeesEveryCommitAtOnce() throws {
    let writer = try SegmentStore.open(path: folder.store)
    let reader = try SegmentStore.openReadOnly(path: folder.store)
    for trace in 0..<20 as Range<UInt64> {
      try writer.append([SpanBatch(Span.stubs(trace: trace, count: 2, service: "service-\(trace)"))])
      #expect(try reader.trace(.numbered(trace)).count == 2)
      #expect(try reader.operations().count == Int(trace) + 1)
    }
    writer.close()
    #expect(try reader.trace(.numbered(3)).count == 2)
  }

  @Test func aReaderNeitherWritesNorCheckpoints() throws {
    let writer = try SegmentStore.open(path: folder.store)
    try writer.append([SpanBatch(spans)])
    let file = try RawFile.read(folder.store)
    let reader = try SegmentStore.openReadOnly(path: folder.store)
    let error = try #require(throws: StoreError.self) { try reader.append([SpanBatch(spans)]) }
    #expect(error.code == .unavailable)
    #expect(try reader.trace(.numbered(1)).spans == spans)
    reader.close()
    #expect(try RawFile.read(folder.store) == file)
    #expect(writer.statistics().walByteCount > 0)
  }

  @Test func aReaderNoticesThatSegmentsWereRemoved() throws {
    let writer = try SegmentStore.open(path: folder.store)
    for trace in 0..<4 as Range<UInt64> {
      try writer.append([SpanBatch(Span.stubs(trace: trace, count: 2, service: "service-\(trace)"))])
    }
    #expect(try writer.operations().count == 4)
    try RawDatabase.execute("DELETE FROM segment WHERE id IN (1, 4)", in: folder.store)
    #expect(try writer.trace(.numbered(0)).isEmpty)
    #expect(try writer.trace(.numbered(1)).count == 2)
    #expect(Set(try writer.operations().map(\.service)) == ["service-1", "service-2"])
    #expect(writer.statistics().spanCount == 4)
    #expect(writer.statistics().damagedSegments == 0)
    #expect(try RawDatabase.number("SELECT count(*) FROM segment_part", in: folder.store) == 2)
    try writer.append([SpanBatch(spans)])
    #expect(try writer.trace(.numbered(1)).count == 5)
  }

  @Test func theIDOfARemovedSegmentIsNeverUsedAgain() throws {
    let first = try SegmentStore.open(path: folder.store)
    for trace in 0..<3 as Range<UInt64> { try first.append([SpanBatch(Span.stubs(trace: trace, count: 1))]) }
    first.close()
    try RawDatabase.execute("DELETE FROM segment", in: folder.store)
    let second = try SegmentStore.open(path: folder.store)
    try second.append([SpanBatch(spans)])
    #expect(try RawDatabase.number("SELECT id FROM segment", in: folder.store) == 4)
  }

  @Test func aReaderNeedsNoWriterAlive() throws {
    let writer = try SegmentStore.open(path: folder.store)
    try writer.append([SpanBatch(spans)])
    // What a killed process leaves: a file, and a WAL that nobody copied into it.
    try RawFile.copy(folder.store, to: folder.file("killed.db"))
    try RawFile.copy(folder.store + "-wal", to: folder.file("killed.db-wal"))
    writer.close()
    for name in ["store.db", "killed.db"] {
      let reader = try SegmentStore.openReadOnly(path: folder.file(name))
      #expect(try reader.trace(.numbered(1)).spans == spans)
      reader.close()
    }
  }

  @Test func aWriterDoesNotStartBehindAWALThatItCannotEmpty() throws {
    let first = try SegmentStore.open(path: folder.store)
    try first.append([SpanBatch(spans)])
    let path = folder.file("killed.db")
    try RawFile.copy(folder.store, to: path)
    try RawFile.copy(folder.store + "-wal", to: path + "-wal")
    var options = StoreOptions()
    options.openPatienceMilliseconds = 0
    let reader = try SegmentStore.openReadOnly(path: path)
    try reader.scan(ScanHint()) { (_) throws(StoreError) in
      let error = #expect(throws: StoreError.self) { try SegmentStore.open(path: path, options: options) }
      #expect(error?.code == .unavailable)
      return .stop
    }
    let second = try SegmentStore.open(path: path, options: options)
    #expect(try second.trace(.numbered(1)).spans == spans)
    #expect(second.statistics().walByteCount == 0)
  }

  @Test(arguments: [true, false])
  func aReaderCanReadInAReadOnlyPlace(afterAKill isKilled: Bool) throws {
    let writer = try SegmentStore.open(path: folder.store)
    try writer.append([SpanBatch(spans)])
    let path = folder.file("50% of #1 ?.db")
    if isKilled {
      try RawFile.copy(folder.store + "-wal", to: path + "-wal")
    } else {
      writer.close()
    }
    try RawFile.copy(folder.store, to: path)
    let vfs = try FaultVFS()
    vfs.arm(Fault(operation: skein_fault_shared_memory, nth: 1, mode: skein_fault_sticky, systemError: EROFS))
    do {
      var options = StoreOptions()
      options.vfs = vfs.name
      let reader = try SegmentStore.openReadOnly(path: path, options: options)
      #expect(vfs.hits > 0)
      #expect(try reader.trace(.numbered(1)).spans == spans)
      #expect(try reader.operations().count == 1)
      reader.close()
    }
    #expect(access(path + "-shm", F_OK) != 0)
  }
}
