import Foundation
import QueryEngine
import SegmentStore
import Synchronization
import TelemetryModel
import TelemetryStorage
import Testing

/// A store of its own for one test, with clocks and maintenance in the test's hands.
final class RedShop {
  private final class Clock: Sendable {
    let seconds = Atomic<UInt64>(1_700_001_000)
  }

  private let folder: URL
  private let clock = Clock()
  var options = MaintenanceOptions()

  init() throws {
    folder = URL(fileURLWithPath: NSTemporaryDirectory()).appendingPathComponent("skein-red-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    options.segmentSpanCount = 1_000
    options.waitingSegmentCount = 10_000
    options.compactionFanIn = 1_000
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  func open() throws -> SegmentStore {
    var options = StoreOptions()
    options.synchronisesWithDisk = false
    let clock = clock
    options.clock = StoreClock(
      now: { Timestamp(nanoseconds: clock.seconds.load(ordering: .relaxed) * 1_000_000_000) },
      uptimeNanoseconds: { clock.seconds.load(ordering: .relaxed) * 1_000_000_000 })
    return try SegmentStore.open(path: folder.appendingPathComponent("store.db").path, options: options)
  }

  /// In many segments.
  func append(_ spans: [Span], to store: SegmentStore) throws {
    for start in stride(from: 0, to: spans.count, by: 300) {
      try store.append([SpanBatch(spans[start..<min(start + 300, spans.count)])])
    }
  }

  /// Waits until everything is due, and does it.
  func settle(_ store: SegmentStore) throws {
    clock.seconds.add(3_600, ordering: .relaxed)
    try store.maintenance(options).run()
  }

  func removeAllSpans(from store: SegmentStore) throws {
    options.retain = .seconds(60)
    let maintenance = store.maintenance(options)
    try maintenance.run()
    clock.seconds.add(3_600, ordering: .relaxed)
    try maintenance.run()
  }

  func expect(_ spans: [Span], in store: SegmentStore, _ stage: String) throws {
    try PlainRed.expect(QueryEngine(source: store, rollups: store), spans, stage)
  }
}
