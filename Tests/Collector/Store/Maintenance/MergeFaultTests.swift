import CFaultVFS
import Glibc
import SegmentStore
import TelemetryModel
import TelemetryStorage
import Testing

/// Fails and cuts power at every call that merges make: nothing is lost, and nothing doubled.
@Suite struct MergeFaultTests {
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

  @Test(arguments: [(skein_fault_write, ENOSPC), (skein_fault_write, EIO), (skein_fault_sync, EIO)])
  func aFailureOfAnyCallOfAMergeLeavesEverythingAsItWas(operation: skein_fault_operation, systemError: Int32) throws {
    let callCount = try countCalls(of: operation)
    // The first calls are those without a merge, which `DiskFaultTests` has.
    for mode in [skein_fault_once, skein_fault_sticky] {
      for nth in stride(from: 1, through: callCount, by: systemError == ENOSPC ? 3 : 1) {
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
    for nth in 1...callCount {
      let seed = UInt64(nth)
      let percent: Int32 = [0, 50, 95][nth % 3]
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
