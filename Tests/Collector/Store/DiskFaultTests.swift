import CFaultVFS
import Glibc
import SegmentStore
import TelemetryModel
import TelemetryStorage
import Testing

/// Fails each call of one kind in turn, once and for good, and looks at the store during the fault, after it, and after
/// it was opened again.
@Suite struct DiskFaultTests {
  @Test func aFullDiskAtAnyWriteIsSaidSoAndGoesAwayByItself() throws {
    try failEachCall(of: skein_fault_write, ENOSPC) { $0.code == .full }
  }

  @Test(arguments: [EDQUOT, EFBIG])
  func aQuotaOrASizeLimitIsAFullDiskToo(systemError: Int32) throws {
    try failEachCall(of: skein_fault_write, systemError, step: 7) { $0.code == .full }
  }

  @Test func anErrorOfAnyWriteRefusesTheGroupAndNothingElse() throws {
    try failEachCall(of: skein_fault_write, EIO) { $0.code == .inputOutput }
  }

  @Test func afterAnySyncThatFailedTheGroupIsNotAcknowledged() throws {
    try failEachCall(of: skein_fault_sync, EIO) { $0.code == .inputOutput }
  }

  @Test func anErrorOfAnyTruncationLosesNothing() throws {
    try failEachCall(of: skein_fault_truncate, EIO) { $0.code == .inputOutput }
  }

  @Test func anErrorOfAnyOpenLosesNothing() throws {
    try failEachCall(of: skein_fault_open, EACCES) { $0.code == .unavailable || $0.code == .inputOutput }
  }

  @Test func anErrorOfAnyReadLosesNothing() throws {
    try failEachCall(of: skein_fault_read, EIO) { $0.code == .inputOutput }
  }

  @Test func aFullDiskUnderTheSharedMemoryLosesNothing() throws {
    try failEachCall(of: skein_fault_shared_memory, ENOSPC) { $0.code == .full }
  }

  private func failEachCall(
    of operation: skein_fault_operation, _ systemError: Int32, step: Int = 1, isExpected: (StoreError) -> Bool
  ) throws {
    let callCount = try countCalls(of: operation)
    try #require(callCount > 0)
    for mode in [skein_fault_once, skein_fault_sticky] {
      for nth in stride(from: 1, through: callCount, by: step) {
        let fault = Fault(operation: operation, nth: nth, mode: mode, systemError: systemError)
        let script = try FaultScript()
        script.vfs.arm(fault)
        var store = try script.run()
        #expect(script.vfs.hits > 0, "\(fault) did not fire")
        if let store, operation == skein_fault_write || operation == skein_fault_sync {
          try script.verify(store, refusedMayAppear: false, "during \(fault)")
        }
        script.vfs.disarm()
        for error in script.errors { #expect(isExpected(error), "\(fault): \(error.code) \(error)") }

        let recovered = try store ?? script.open()
        script.appendLast(to: recovered)
        #expect(script.acknowledged.contains(FaultScript.groupCount), "no recovery after \(fault): \(script.errors)")
        try script.verify(recovered, refusedMayAppear: false, "after \(fault)")
        recovered.close()
        store = nil
        let reopened = try script.open()
        try script.verify(reopened, refusedMayAppear: true, "reopened after \(fault)")
        reopened.close()
      }
    }
  }

  private func countCalls(of operation: skein_fault_operation) throws -> Int {
    let script = try FaultScript()
    let store = try #require(try script.run())
    defer { store.close() }
    let callCount = script.vfs.calls(of: operation)
    #expect(script.acknowledged.count == FaultScript.groupCount)
    #expect(store.statistics().checkpoints > 1)
    return callCount
  }
}
