import NIOPosix
import OTLPReceiver
import SegmentStore
import SpanIngest

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A collector as `skein collector` runs it, on a database in a temporary folder.
final class CollectorNode: Sendable {
  let store: SegmentStore
  let receiver: OTLPReceiver
  private let threads: NIOThreadPool
  private let folder: String

  private init(_ store: SegmentStore, _ receiver: OTLPReceiver, _ threads: NIOThreadPool, _ folder: String) {
    self.store = store
    self.receiver = receiver
    self.threads = threads
    self.folder = folder
  }

  static func open() throws -> CollectorNode {
    let folder = FileManager.default.temporaryDirectory.path + "/skein-test-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let store = try SegmentStore.open(path: folder + "/skein.db")
    let threads = NIOThreadPool(numberOfThreads: 1)
    threads.start()
    let spans = SpanIngest(sink: store, limits: IngestLimits())
    let receiver = OTLPReceiver(
      ingest: spans, logs: LogIngest(sink: store, limits: IngestLimits(), budget: spans.budget),
      points: MetricIngest(sink: store, limits: IngestLimits(), budget: spans.budget), decodeThreads: threads)
    return CollectorNode(store, receiver, threads, folder)
  }

  /// Runs what blocks on a thread of the node's own.
  func read<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
    try await threads.runIfActive(body)
  }

  func close() {
    threads.shutdownGracefully { _ in }
    store.close()
    // What cannot be removed lies in a folder for temporary files.
    try? FileManager.default.removeItem(atPath: folder)
  }
}
