import CFaultVFS
import Glibc
import SegmentStore
import TelemetryModel
import TelemetryStorage
import Testing

/// Fails and cuts power at calls that commits and merges of points make: nothing acknowledged is lost, nothing doubled.
@Suite struct MetricFaultTests {
  private static let groupCount = 6

  private final class Script {
    let folder: TemporaryFolder
    let vfs: FaultVFS
    var options = StoreOptions()
    var maintenance = MaintenanceOptions()
    private(set) var acknowledged: Set<UInt64> = []

    init() throws {
      folder = try TemporaryFolder()
      vfs = try FaultVFS()
      options.vfs = vfs.name
      options.checkpointPageCount = 8
      options.openPatienceMilliseconds = 0
      maintenance.waitingSegmentCount = 1
      maintenance.compactionFanIn = 2
      maintenance.freePageReserve = 0
    }

    private static func points(_ group: UInt64) -> [MetricPoint] {
      (0..<20).map { gauge("g\($0 % 5)", group * 1_000 + $0) }
    }

    func open() throws -> SegmentStore { try SegmentStore.open(path: folder.store, options: options) }

    func run() -> SegmentStore? {
      guard let store = try? open() else { return nil }
      for group in 0..<UInt64(MetricFaultTests.groupCount) {
        if (try? store.append([MetricBatch(Self.points(group))])) != nil { acknowledged.insert(group) }
        try? store.maintenance(maintenance).run()
      }
      return store
    }

    func verify(_ store: SegmentStore, _ context: String) throws {
      let found = Dictionary(grouping: try store.points().points) { point in
        (point.time.nanoseconds - MetricStoreTests.time(0).nanoseconds) / 1_000_000_000_000
      }
      for group in acknowledged { #expect(found[group] != nil, "group \(group) is lost: \(context)") }
      for (group, points) in found {
        let sorted = points.sorted { $0.time < $1.time }
        #expect(sorted == Self.points(group), "group \(group): \(context)")
      }
    }
  }

  private func callCount(of operation: skein_fault_operation) throws -> Int {
    let script = try Script()
    let store = try #require(script.run())
    defer { store.close() }
    #expect(store.statistics().maintenance.merges >= Self.groupCount)
    #expect(store.statistics().maintenance.compactions > 0)
    #expect(script.acknowledged.count == Self.groupCount)
    return script.vfs.calls(of: operation)
  }

  @Test(arguments: [(skein_fault_write, ENOSPC), (skein_fault_sync, EIO)])
  func aFailureLeavesEverythingAsItWas(operation: skein_fault_operation, systemError: Int32) throws {
    for nth in 1...(try callCount(of: operation)) {
      let fault = Fault(operation: operation, nth: nth, mode: skein_fault_once, systemError: systemError)
      let script = try Script()
      script.vfs.arm(fault)
      let store = script.run()
      #expect(script.vfs.hits > 0, "\(fault) did not fire")
      script.vfs.disarm()
      let recovered = try store ?? script.open()
      try script.verify(recovered, "after \(fault)")
      try recovered.maintenance(script.maintenance).run()
      #expect(recovered.statistics().metrics.levelZero.segmentCount == 0, "no merge after \(fault)")
      try script.verify(recovered, "merged after \(fault)")
      #expect(try recovered.check() == [], "after \(fault)")
      recovered.close()
    }
  }

  @Test func whereverThePowerFailsReadersSeeTheOldSegmentsOrTheNewOnes() throws {
    for nth in 1...(try callCount(of: skein_fault_sync)) {
      let fault = Fault(operation: skein_fault_sync, nth: nth, mode: skein_fault_crash, systemError: EIO)
      let script = try Script()
      script.vfs.arm(fault)
      script.run()?.close()
      #expect(script.vfs.hits == 1, "\(fault) did not fire")
      let lost = script.vfs.restart(seed: UInt64(nth), survivingPercent: [0, 50, 95][nth % 3])
      try #require(lost >= 0, "\(fault): \(lost)")
      let store = try script.open()
      try script.verify(store, "power lost at \(fault), seed \(nth)")
      #expect(try store.check() == [], "power lost at \(fault), seed \(nth)")
      store.close()
    }
  }
}
