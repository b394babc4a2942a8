/// The limits and tunables of the SQLite store, in one place.
package enum StoreLimits {
  /// The most spans that one level-0 segment holds.
  ///
  /// A larger group is committed as several segments in one transaction: opening a segment stays cheap for readers.
  package static let segmentSpanCount = 65_536

  /// The most records that one level-0 log segment holds.
  package static let segmentRecordCount = 65_536

  /// The most points that one level-0 metric segment holds.
  package static let segmentPointCount = 65_536

  /// About how many bytes of memory the batch behind one level-0 segment takes, before the next one is begun.
  ///
  /// One batch that is larger by itself is divided by rows only: its size is already bounded by the request limit.
  package static let segmentByteCount = 32 << 20

  /// How many pages (of 4 KiB) the WAL may grow between two attempts to copy it into the database file.
  ///
  /// 4,000 pages are 16 MiB: rare enough that the checkpoint's two fsyncs do not show in the throughput, small enough
  /// that a crash is recovered within milliseconds.
  package static let checkpointPageCount = 4_000

  /// How many pages the WAL may hold before a checkpoint waits for readers, `checkpointPatienceMilliseconds` at most.
  ///
  /// Reached only when readers hold an old state without a pause: 256 MiB. Appends wait meanwhile.
  package static let patientCheckpointPageCount = 65_536
  package static let checkpointPatienceMilliseconds: Int32 = 1_000

  /// How long opening waits for readers of other processes when it empties a WAL that was left behind, in milliseconds.
  ///
  /// Then the open fails with `StoreError.Code.unavailable`.
  package static let openPatienceMilliseconds: Int32 = 10_000

  /// How long a statement waits for a lock, in milliseconds. Only recovery after a crash holds locks that matter.
  package static let busyMilliseconds: Int32 = 5_000

  /// How many idle reading connections are kept. Each costs two file handles and a page cache of up to 2 MB.
  package static let idleReaderCount = 4

  /// How many calls may read at once. One more fails with `StoreError.Code.unavailable`.
  ///
  /// Callers never wait for each other, so a visitor of a scan may make further calls without a deadlock.
  package static let readerCount = 64

  /// How many distinct operations the catalog tells apart in memory.
  ///
  /// Beyond it `operations()` leaves out new ones, and segments that hold them are never pruned by service or
  /// operation: a sender that puts IDs into span names costs time, not memory.
  package static let operationCount = 100_000

  /// About how many bytes of opened level-1 segments are kept for the next look-up; the least recently used go first.
  ///
  /// Opening one takes milliseconds.
  package static let openedSegmentByteCount = 64 << 20

  /// How many bytes of value filters are kept for the next search; the least recently used go first.
  ///
  /// About 50 KiB a segment: those of 8 million spans. Further ones are read again from the file.
  package static let valueFilterByteCount = 8 << 20

  /// How many bytes of word filters and value filters of log segments are kept, each; the least recently used go first.
  ///
  /// Of logs as services write them a record takes about a byte: those of some ten million records.
  package static let logFilterByteCount = 16 << 20

  /// About how many bytes of decoded log segments are kept for the next search; the least recently used go first.
  ///
  /// About three segments. Decoding one takes some ten milliseconds.
  package static let decodedLogByteCount = 64 << 20

  /// About how many bytes of directories of metric segments (names, labels, places) are kept for the next query; the
  /// least recently used go first.
  ///
  /// A series takes some 100 bytes in each segment that has points of it. Further ones are read again from the file.
  package static let metricDirectoryByteCount = 64 << 20

  /// About how many bytes of decoded rollups are kept for the next query; the least recently used go first.
  ///
  /// Decoding one takes about a millisecond.
  package static let rollupCacheByteCount = 64 << 20

  /// How many spans of level 0, and how many stored bytes, are looked at together for the rollup of what is not sealed.
  ///
  /// About 64 MiB of memory. When level 0 holds more, it is read as many times as it takes: more time, no more memory.
  package static let unsealedPassSpanCount = 131_072
  package static let unsealedPassByteCount = 12 << 20

  /// Which part of `MaintenanceOptions.retainBytes` rollups may take whose spans are gone; the oldest go first.
  package static let rollupShareOfRetainedBytes = 4

  /// How many services, operations and attribute keys storage figures tell apart, each; the rest is added up.
  ///
  /// Names with IDs inside would otherwise make the answer as large as the file.
  package static let figureCount = 10_000

  /// How many bytes of segments the archive holds unless told otherwise (`--archive-bytes`): some 20 million spans.
  ///
  /// One trace more is refused with `StoreError.Code.full`.
  package static let archiveByteCount = 1 << 30

  /// How many bytes of memory the log records of one trace may take when it is archived.
  ///
  /// Of services that log under one trace for days; archiving it fails with `StoreError.Code.full`.
  package static let archivedLogByteCount = 256 << 20

  /// How many days storage figures list, the latest ones.
  package static let figureDayCount = 366
}
