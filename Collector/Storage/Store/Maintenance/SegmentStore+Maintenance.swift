import Synchronization

extension SegmentStore {
  /// Starts merging, compaction and retention on a thread of its own, which keeps the store alive until `close`.
  ///
  /// Does nothing when it has been started before.
  package func startMaintenance(_ options: MaintenanceOptions = MaintenanceOptions()) {
    maintenanceThread.withLock { thread in
      guard thread == nil else { return }
      let started = MaintenanceThread()
      started.start { Maintenance(self, options) }
      thread = started
    }
  }

  /// Maintenance by hand, for a store on which it was not started.
  package func maintenance(_ options: MaintenanceOptions = MaintenanceOptions()) -> Maintenance {
    Maintenance(self, options)
  }
}
