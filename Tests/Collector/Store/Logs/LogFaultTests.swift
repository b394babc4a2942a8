import CFaultVFS
import Glibc
import SegmentStore
import TelemetryModel
import TelemetryStorage
import TestSupport
import Testing

/// Fails and cuts power at every call that commits and merges of log records make: what was acknowledged is there once.
@Suite struct LogFaultTests {
  /// Appends group after group and merges after each; knows which were acknowledged.
  private final class Script {
    static let groupCount = 6
    let folder: TemporaryFolder
    let vfs: FaultVFS
    var options = StoreOptions()
    private(set) var acknowledged: Set<Int> = []
    private(set) var mergeCount = 0

    init() throws {
      folder = try TemporaryFolder()
      vfs = try FaultVFS()
      options.vfs = vfs.name
      options.checkpointPageCount = 8
      options.openPatienceMilliseconds = 0
    }

    static func records(_ group: Int) -> [LogRecord] {
      (0..<(group % 2 == 0 ? 5 : 60)).map { .numbered($0, group: group) }
    }

    func open() throws -> SegmentStore { try SegmentStore.open(path: folder.store, options: options) }

    func run() -> SegmentStore? {
      guard let store = try? open() else { return nil }
      for group in 0..<Self.groupCount { append(group, to: store) }
      return store
    }

    func append(_ group: Int, to store: SegmentStore) {
      if (try? store.append([LogBatch(Self.records(group))])) != nil { acknowledged.insert(group) }
      var options = MaintenanceOptions()
      options.longestWait = .zero
      options.compactionFanIn = 2
      try? store.maintenance(options).run()
      mergeCount = store.statistics().maintenance.merges + store.statistics().maintenance.compactions
    }

    func verify(_ store: SegmentStore, refusedMayAppear: Bool, _ context: String) throws {
      let found = try MaintenanceScript.logs(store)
      for group in 0...Self.groupCount {
        let expected = Self.records(group)
        let own = found.filter { $0.traceID == .numbered(UInt64(group)) }.sorted { $0.time < $1.time }
        if acknowledged.contains(group) || (refusedMayAppear && !own.isEmpty) {
          #expect(own == expected, "group \(group): \(context)")
        } else {
          #expect(own.isEmpty, "group \(group) was refused: \(context)")
        }
      }
    }
  }

  private func countCalls(of operation: skein_fault_operation) throws -> Int {
    let script = try Script()
    let store = try #require(script.run())
    defer { store.close() }
    #expect(script.mergeCount > Script.groupCount)
    return script.vfs.calls(of: operation)
  }

  @Test(arguments: [(skein_fault_write, ENOSPC), (skein_fault_sync, EIO)])
  func aFailureOfAnyCallLosesAndDoublesNothing(operation: skein_fault_operation, systemError: Int32) throws {
    for nth in 1...(try countCalls(of: operation)) {
      let fault = Fault(operation: operation, nth: nth, mode: skein_fault_once, systemError: systemError)
      let script = try Script()
      script.vfs.arm(fault)
      let store = script.run()
      #expect(script.vfs.hits > 0, "\(fault) did not fire")
      if let store { try script.verify(store, refusedMayAppear: false, "during \(fault)") }
      script.vfs.disarm()
      let recovered = try store ?? script.open()
      script.append(Script.groupCount, to: recovered)
      #expect(recovered.statistics().logs.levelZero.recordCount == 0, "no merge after \(fault)")
      try script.verify(recovered, refusedMayAppear: false, "after \(fault)")
      recovered.close()
    }
  }

  @Test(arguments: [skein_fault_sync, skein_fault_write])
  func whereverThePowerFailsWhatWasAcknowledgedIsThereOnce(operation: skein_fault_operation) throws {
    var lostSectorCount = 0
    for nth in 1...(try countCalls(of: operation)) {
      let percent: Int32 = [0, 50, 95][nth % 3]
      let fault = Fault(operation: operation, nth: nth, mode: skein_fault_crash, systemError: EIO)
      let context = "power lost at \(fault), seed \(nth), \(percent) % survive"
      let script = try Script()
      script.vfs.arm(fault)
      script.run()?.close()
      #expect(script.vfs.hits == 1, "\(context): did not fire")
      let lost = script.vfs.restart(seed: UInt64(nth), survivingPercent: percent)
      try #require(lost >= 0, "\(context): \(lost)")
      lostSectorCount += lost
      let store = try script.open()
      try script.verify(store, refusedMayAppear: true, context)
      script.append(Script.groupCount, to: store)
      try script.verify(store, refusedMayAppear: true, context)
      #expect(try store.check() == [], "\(context)")
      store.close()
    }
    #expect(lostSectorCount > 0, "no power loss had an effect")
  }
}
