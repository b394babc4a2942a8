import CFaultVFS
import Glibc
import SegmentStore
import TelemetryModel
import TelemetryStorage
import Testing

/// Fails and cuts power at the calls that merges make: nothing is lost, and nothing doubled.
///
/// Every sync, and every third write; with `SKEIN_MERGE_FAULTS=all`, every write. Of faults that go on, a fifth of them.
@Suite struct MergeFaultTests {
  private static let isComplete = getenv("SKEIN_MERGE_FAULTS").map { String(cString: $0) } == "all"

  /// The calls of a kind that are to fail, each in a run of its own.
  private static func calls(
    of operation: skein_fault_operation, _ callCount: Int, _ mode: skein_fault_mode
  ) -> StrideThrough<Int> {
    let step = isComplete ? 1 : (operation == skein_fault_sync ? 1 : 3) * (mode == skein_fault_sticky ? 5 : 1)
    return stride(from: 1, through: callCount, by: step)
  }

  private static func makeScript() throws -> FaultScript {
    let script = try FaultScript()
    var options = MaintenanceOptions()
    // Everything is merged at once, and compacted as soon as there are two.
    options.heldBackSpanCount = 0
    options.waitingSegmentCount = 1
    options.segmentSpanCount = 2_000
    options.compactionFanIn = 2
    options.freePageReserve = 0
    script.maintenance = options
    return script
  }

  private func countCalls(of operation: skein_fault_operation) throws -> Int {
    let script = try Self.makeScript()
    let store = try #require(try script.run())
    defer { store.close() }
    #expect(script.mergeCount > FaultScript.groupCount)
    #expect(store.statistics().levelZero.spanCount == 0)
    #expect(store.statistics().maintenance.returnedPages > 0)
    return script.vfs.calls(of: operation)
  }

  @Test(arguments: [(skein_fault_write, ENOSPC), (skein_fault_sync, EIO)])
  func aFailureOfAnyCallOfAMergeLeavesEverythingAsItWas(operation: skein_fault_operation, systemError: Int32) throws {
    let callCount = try countCalls(of: operation)
    for mode in [skein_fault_once, skein_fault_sticky] {
      for nth in Self.calls(of: operation, callCount, mode) {
        let fault = Fault(operation: operation, nth: nth, mode: mode, systemError: systemError)
        let script = try Self.makeScript()
        script.vfs.arm(fault)
        let store = try script.run()
        #expect(script.vfs.hits > 0, "\(fault) did not fire")
        if let store { try script.verify(store, refusedMayAppear: false, "during \(fault)") }
        script.vfs.disarm()
        let recovered = try store ?? script.open()
        script.appendLast(to: recovered)
        script.maintain(recovered)
        #expect(recovered.statistics().levelZero.spanCount == 0, "no merge after \(fault)")
        try script.verify(recovered, refusedMayAppear: false, "after \(fault)")
        recovered.close()
        let reopened = try script.open()
        try script.verify(reopened, refusedMayAppear: true, "reopened after \(fault)")
        reopened.close()
      }
    }
  }

  @Test(arguments: [skein_fault_sync, skein_fault_write])
  func whereverThePowerFailsReadersSeeTheOldSegmentsOrTheNewOnes(operation: skein_fault_operation) throws {
    let callCount = try countCalls(of: operation)
    var lostSectorCount = 0
    for (round, nth) in Self.calls(of: operation, callCount, skein_fault_crash).enumerated() {
      let seed = UInt64(nth)
      let percent: Int32 = [0, 50, 95][round % 3]
      let fault = Fault(operation: operation, nth: nth, mode: skein_fault_crash, systemError: EIO)
      let context = "power lost at \(fault), seed \(seed), \(percent) % survive"
      let script = try Self.makeScript()
      script.vfs.arm(fault)
      try script.run()?.close()
      #expect(script.vfs.hits == 1, "\(context): did not fire")
      let lost = script.vfs.restart(seed: seed, survivingPercent: percent)
      try #require(lost >= 0, "\(context): \(lost)")
      lostSectorCount += lost
      let store = try script.open()
      try script.verify(store, refusedMayAppear: true, context)
      script.appendLast(to: store)
      script.maintain(store)
      try script.verify(store, refusedMayAppear: true, context)
      #expect(try store.check() == [], "\(context)")
      store.close()
    }
    #expect(lostSectorCount > 0, "no power loss had an effect")
  }
}
