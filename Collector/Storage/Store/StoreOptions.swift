package import TelemetryModel
package import TelemetryStorage

/// How a store is opened. Everything but `onDamage`, `correlationKeys` and `archiveByteCount` is for tests.
package struct StoreOptions: Sendable {
  /// Called once for each damaged segment, at the moment a reader comes upon it, on that reader's thread.
  package var onDamage: @Sendable (StoreError) -> Void = { _ in }
  /// Under which keys the filters of log segments that are made from now on know correlation IDs. Segments that were
  /// made under other keys are found all the same, by the values of their attributes.
  package var correlationKeys = CorrelationKeys.standard
  /// The SQLite VFS to use; `nil` for the system's own.
  package var vfs: String?
  /// Whether a commit waits for the disk. Without it, acknowledged spans may be lost.
  package var synchronisesWithDisk = true
  package var checkpointPageCount = StoreLimits.checkpointPageCount
  package var openPatienceMilliseconds = StoreLimits.openPatienceMilliseconds
  package var segmentSpanCount = StoreLimits.segmentSpanCount
  package var segmentRecordCount = StoreLimits.segmentRecordCount
  package var segmentPointCount = StoreLimits.segmentPointCount
  package var schema = Schema.current
  package var clock = StoreClock.system
  /// About how many bytes of opened level-1 segments are kept in memory.
  package var openedSegmentByteCount = StoreLimits.openedSegmentByteCount
  /// About how many bytes of decoded rollups are kept in memory.
  package var rollupCacheByteCount = StoreLimits.rollupCacheByteCount

  /// How many bytes of segments the archive may hold.
  package var archiveByteCount = StoreLimits.archiveByteCount

  package init() {}
}
