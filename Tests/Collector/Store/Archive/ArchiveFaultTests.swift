import CFaultVFS
import Glibc
import SegmentStore
import TelemetryModel
import TelemetryStorage
import TestSupport
import Testing

/// Fails and cuts power at every call that archiving makes: a trace is archived as before or as acknowledged, never less.
@Suite struct ArchiveFaultTests {
  /// Archives a trace, then again with more spans, then removes another one.
  private final class Script {
    let folder: TemporaryFolder
    let vfs: FaultVFS
    var options = StoreOptions()
    var acknowledgedSpanCount = 0
    var isRemoved = false

    static let first = Span.stubs(trace: 1, count: 3)
    static let all = Span.stubs(trace: 1, count: 40)

    init() throws {
      folder = try TemporaryFolder()
      vfs = try FaultVFS()
      options.vfs = vfs.name
      options.checkpointPageCount = 4
      options.openPatienceMilliseconds = 0
      let store = try open()
      try store.append([SpanBatch(Self.first + Span.stubs(trace: 2, count: 3))])
      _ = try store.archive(.numbered(1))
      _ = try store.archive(.numbered(2))
      try store.append([SpanBatch(Array(Self.all[3...]))])
      acknowledgedSpanCount = 3
      store.close()
    }

    func open() throws -> SegmentStore { try SegmentStore.open(path: folder.store, options: options) }

    func run() {
      guard let store = try? open() else { return }
      if let archived = try? store.archive(.numbered(1)) { acknowledgedSpanCount = archived.spanCount }
      if (try? store.removeFromArchive(.numbered(2))) == true { isRemoved = true }
      store.close()
    }

    func verify(_ context: String) throws {
      let store = try open()
      defer { store.close() }
      let counts = Dictionary(
        uniqueKeysWithValues: try store.archivedTraces(limit: 10, only: nil).traces.map { ($0.traceID, $0.spanCount) })
      #expect(counts[.numbered(1), default: 0] >= acknowledgedSpanCount, "\(context)")
      #expect([3, 40].contains(counts[.numbered(1)]), "\(context)")
      if isRemoved { #expect(counts[.numbered(2)] == nil, "\(context)") }
      #expect(Set(try store.trace(.numbered(1)).spans) == Set(Self.all), "\(context)")
      #expect(try store.check() == [], "\(context)")
    }
  }

  @Test(arguments: [skein_fault_write, skein_fault_sync])
  func aFaultLeavesTheOldCopyOrTheNewOne(operation: skein_fault_operation) throws {
    let counting = try Script()
    let before = counting.vfs.calls(of: operation)
    counting.run()
    let callCount = counting.vfs.calls(of: operation) - before
    try #require(callCount > 1)
    #expect(counting.acknowledgedSpanCount == 40 && counting.isRemoved)
    try counting.verify("no fault")
    for nth in 1...callCount {
      for mode in [skein_fault_once, skein_fault_crash] {
        let script = try Script()
        let fault = Fault(operation: operation, nth: nth, mode: mode, systemError: EIO)
        script.vfs.arm(fault)
        script.run()
        #expect(script.vfs.hits >= 1, "\(fault) did not fire")
        script.vfs.disarm()
        if mode == skein_fault_crash {
          try #require(script.vfs.restart(seed: UInt64(nth), survivingPercent: nth % 2 == 0 ? 0 : 50) >= 0)
        }
        try script.verify("\(fault)")
      }
    }
  }
}
