import Foundation
import SegmentStore
import Synchronization
import TelemetryModel
import TelemetryStorage
import Testing

/// Queries that run while segments are merged see every span once.
@Suite struct MergeReaderTests {
  private final class Progress: Sendable {
    let acknowledgedCount = Atomic(0)
    let sentSpanCount = Atomic(0)
    let readCount = Atomic(0)
    let isDone = Atomic(false)
    let failures = Mutex<[String]>([])

    func fail(_ message: String) { failures.withLock { $0.append(message) } }
  }

  private static let spansPerTrace = 6

  @Test func queriesDuringMergesNeitherMissNorDoubleASpan() throws {
    let folder = try TemporaryFolder()
    let clock = TestClock()
    var storeOptions = StoreOptions()
    storeOptions.clock = clock.clock
    storeOptions.synchronisesWithDisk = false
    storeOptions.checkpointPageCount = 100
    // So small that segments are opened, dropped and opened again.
    storeOptions.openedSegmentByteCount = 300_000
    let store = try SegmentStore.open(path: folder.store, options: storeOptions)
    let other = try SegmentStore.openReadOnly(path: folder.store)
    let progress = Progress()
    let threads = DispatchGroup()
    for reader in [store, other] {
      run(in: threads) {
        repeat {
          do { try Self.check(reader, progress) } catch { progress.fail("\(error)") }
        } while !progress.isDone.load(ordering: .acquiring)
      }
    }
    run(in: threads) {
      do { try Self.appendAndMerge(store, clock, progress) } catch { progress.fail("\(error)") }
      progress.isDone.store(true, ordering: .releasing)
    }
    threads.wait()
    #expect(progress.failures.withLock { $0 } == [])
    #expect(progress.readCount.load(ordering: .relaxed) >= 2)
    let statistics = store.statistics().maintenance
    #expect(statistics.merges > 20 && statistics.compactions > 5 && statistics.heldBackSpans > 0)
    store.close()
  }

  /// Traces arrive interleaved, so that merges hold some back.
  private static func appendAndMerge(_ store: SegmentStore, _ clock: TestClock, _ progress: Progress) throws {
    var options = MaintenanceOptions()
    options.segmentSpanCount = 200
    options.heldBackSpanCount = 20
    options.waitingSegmentCount = 1
    options.compactionFanIn = 3
    let maintenance = store.maintenance(options)
    for round in 0..<120 as Range<UInt64> {
      for half in 0..<2 as Range<UInt64> {
        let batches = (0..<10 as Range<UInt64>).map { number in
          SpanBatch((0..<3).map { Span.stub(trace: round * 10 + number, span: half * 3 + $0) })
        }
        progress.sentSpanCount.add(batches.count * 3, ordering: .releasing)
        try store.append(batches)
        if round % 3 == 0 { try maintenance.run() }
        clock.advance(seconds: 5)
      }
      progress.acknowledgedCount.store(Int(round + 1) * 10, ordering: .releasing)
      try maintenance.run()
    }
  }

  private static func check(_ store: SegmentStore, _ progress: Progress) throws {
    let before = progress.acknowledgedCount.load(ordering: .acquiring)
    var spans: [TraceID: [UInt64]] = [:]
    try store.scan(ScanHint()) { (portion) throws(StoreError) in
      let batch = try portion.load()
      for row in 0..<batch.count { spans[batch.traceIDs[row], default: []].append(batch.spanIDs[row].rawValue) }
      return .continue
    }
    for trace in 0..<before {
      let found = spans[.numbered(UInt64(trace))] ?? []
      if found.sorted() != Array(1...UInt64(spansPerTrace)) { progress.fail("scan, trace \(trace): \(found)") }
    }
    for found in spans.values where Set(found).count != found.count { progress.fail("doubled: \(found)") }
    for trace in stride(from: max(0, before - 30), to: before, by: 7) {
      let found = try store.trace(.numbered(UInt64(trace))).spanIDs.map(\.rawValue)
      if found.sorted() != Array(1...UInt64(spansPerTrace)) { progress.fail("trace \(trace): \(found)") }
    }
    let counted = try store.countedSpans()
    let sent = progress.sentSpanCount.load(ordering: .acquiring)
    if counted < UInt64(before * spansPerTrace) || counted > UInt64(sent) {
      progress.fail("\(counted) spans are counted of \(before * spansPerTrace) to \(sent)")
    }
    progress.readCount.add(1, ordering: .relaxed)
  }

  private func run(in group: DispatchGroup, _ work: @escaping @Sendable () -> Void) {
    group.enter()
    Thread.detachNewThread {
      work()
      group.leave()
    }
  }
}
