import CFaultVFS
import Glibc
import SegmentStore
import TelemetryModel
import TelemetryStorage
import Testing

/// Drops what was not synchronised with the disk, whole, in part, and torn, and looks for what was acknowledged.
@Suite struct PowerLossTests {
  /// How often the power fails at each place; `SKEIN_POWER_LOSS_SEEDS` asks for more.
  private static let seedCount = getenv("SKEIN_POWER_LOSS_SEEDS").flatMap { UInt64(String(cString: $0)) } ?? 3

  /// How much of what was not synchronised survives, in percent.
  private static func survivingPercent(_ seed: UInt64) -> Int32 { [0, 50, 95][Int(seed % 3)] }

  @Test(arguments: [skein_fault_sync, skein_fault_write])
  func noAcknowledgedSpanIsLostWhereverThePowerFails(operation: skein_fault_operation) throws {
    let callCount = try Self.countCalls(of: operation)
    try #require(callCount > FaultScript.groupCount)
    var lostSectorCount = 0
    for nth in 1...callCount {
      for number in 0..<Self.seedCount {
        let seed = UInt64(nth) << 32 | number
        let percent = Self.survivingPercent(number)
        let fault = Fault(operation: operation, nth: nth, mode: skein_fault_crash, systemError: EIO)
        let context = "power lost at \(fault), seed \(seed), \(percent) % survive"
        let script = try FaultScript()
        script.vfs.arm(fault)
        try script.run()?.close()
        #expect(script.vfs.hits == 1, "\(context): did not fire")
        let lost = script.vfs.restart(seed: seed, survivingPercent: percent)
        try #require(lost >= 0, "\(context): \(lost)")
        lostSectorCount += lost

        let store = try script.open()
        try script.verify(store, refusedMayAppear: true, context)
        script.appendLast(to: store)
        #expect(script.acknowledged.contains(FaultScript.groupCount), "\(context): \(script.errors)")
        try script.verify(store, refusedMayAppear: true, context)
        store.close()
      }
    }
    #expect(lostSectorCount > 0, "no power loss had an effect")
  }

  /// The canary: the same test must find the loss when commits do not wait for the disk.
  @Test(arguments: [true, false])
  func spansAreLostIfAndOnlyIfCommitsDoNotWaitForTheDisk(synchronises: Bool) throws {
    let script = try FaultScript()
    script.options.synchronisesWithDisk = synchronises
    let store = try #require(try script.run())
    #expect(script.acknowledged.count == FaultScript.groupCount)
    script.vfs.losePower()
    store.close()
    let lostSectorCount = script.vfs.restart(seed: 1, survivingPercent: 0)
    try #require(lostSectorCount >= 0)
    script.options.synchronisesWithDisk = true
    let lostGroupCount =
      if let reopened = try? script.open() { script.lostGroupCount(in: reopened) } else { script.acknowledged.count }
    #expect((lostGroupCount == 0) == synchronises, "\(lostGroupCount) groups, \(lostSectorCount) sectors lost")
  }

  /// A sync that fails loses its writes for good; later groups must not rest on them.
  @Test func aPowerLossAfterAFailedSyncLosesNoAcknowledgedSpan() throws {
    let callCount = try Self.countCalls(of: skein_fault_sync)
    for nth in 1...callCount {
      let fault = Fault(operation: skein_fault_sync, nth: nth, mode: skein_fault_once, systemError: EIO)
      let script = try FaultScript()
      script.vfs.arm(fault)
      let store = try script.run()
      #expect(script.vfs.hits == 1, "\(fault) did not fire")
      script.vfs.losePower()
      store?.close()
      try #require(script.vfs.restart(seed: UInt64(nth), survivingPercent: 0) >= 0)
      let reopened = try script.open()
      try script.verify(reopened, refusedMayAppear: true, "power lost after \(fault)")
      reopened.close()
    }
  }

  private static func countCalls(of operation: skein_fault_operation) throws -> Int {
    let script = try FaultScript()
    let store = try #require(try script.run())
    defer { store.close() }
    return script.vfs.calls(of: operation)
  }
}
