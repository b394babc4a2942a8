import Foundation
import SegmentStore
import Synchronization
import TelemetryModel
import TelemetryStorage
import Testing

@Suite struct ConcurrencyTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// What the threads of a test share.
  private final class Progress: Sendable {
    let acknowledgedCount = Atomic(0)
    let readCount = Atomic(0)
    let isDone = Atomic(false)
    let failures = Mutex<[String]>([])

    func fail(_ message: String) { failures.withLock { $0.append(message) } }
  }

  @Test func readersSeeEverythingAcknowledgedWhileAppendsGoOn() throws {
    var options = StoreOptions()
    options.checkpointPageCount = 50
    let store = try SegmentStore.open(path: folder.store, options: options)
    let other = try SegmentStore.openReadOnly(path: folder.store)
    let progress = Progress()
    let threads = DispatchGroup()
    for reader in [store, store, other, other] {
      run(in: threads) {
        repeat {
          do { try Self.check(reader, progress) } catch { progress.fail("\(error)") }
        } while !progress.isDone.load(ordering: .acquiring)
      }
    }
    run(in: threads) {
      for trace in 0..<150 as Range<UInt64> {
        do {
          try store.append([SpanBatch(Span.stubs(trace: trace, count: 10))])
          progress.acknowledgedCount.store(Int(trace) + 1, ordering: .releasing)
        } catch {
          progress.fail("\(error)")
        }
      }
      progress.isDone.store(true, ordering: .releasing)
    }
    threads.wait()
    #expect(progress.failures.withLock { $0 } == [])
    #expect(progress.readCount.load(ordering: .relaxed) >= 4)
    #expect(store.statistics().commits == 150)
    #expect(store.statistics().checkpoints + store.statistics().incompleteCheckpoints > 1)
  }

  /// Everything acknowledged before the call is there, and whole.
  private static func check(_ store: SegmentStore, _ progress: Progress) throws {
    let expected = progress.acknowledgedCount.load(ordering: .acquiring)
    var traces: [TraceID: Int] = [:]
    try store.scan(ScanHint()) { (portion) throws(StoreError) in
      for id in try portion.load().traceIDs { traces[id, default: 0] += 1 }
      return .continue
    }
    if traces.count < expected { progress.fail("\(traces.count) of \(expected) traces") }
    if traces.values.contains(where: { $0 != 10 }) { progress.fail("half a trace") }
    if expected > 0, try store.trace(.numbered(UInt64(expected - 1))).count != 10 {
      progress.fail("the latest trace is missing")
    }
    progress.readCount.add(1, ordering: .relaxed)
  }

  /// Runs `work` on a thread of its own, as calls of a store block theirs.
  private func run(in group: DispatchGroup, _ work: @escaping @Sendable () -> Void) {
    group.enter()
    Thread.detachNewThread {
      work()
      group.leave()
    }
  }

  @Test func aReaderThatHoldsAnOldStateOnlyDelaysTheCheckpoint() throws {
    var options = StoreOptions()
    options.checkpointPageCount = 20
    let store = try SegmentStore.open(path: folder.store, options: options)
    try store.append([SpanBatch(Span.stubs(trace: 0, count: 50))])
    var walWhileHeld = 0
    try store.scan(ScanHint()) { (_) throws(StoreError) in
      for trace in 1...40 as ClosedRange<UInt64> { try store.append([SpanBatch(Span.stubs(trace: trace, count: 50))]) }
      walWhileHeld = store.statistics().walByteCount
      return .stop
    }
    #expect(store.statistics().incompleteCheckpoints > 0)
    for trace in 41...200 as ClosedRange<UInt64> { try store.append([SpanBatch(Span.stubs(trace: trace, count: 50))]) }
    #expect(store.statistics().checkpoints > 0)
    #expect(store.statistics().walByteCount < walWhileHeld * 2)
    #expect(store.statistics().failedCommits == 0)
    store.close()
    #expect(store.statistics().walByteCount == 0)
  }
}
