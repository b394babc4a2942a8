import SegmentFormat
import TelemetryModel

/// The new segments of one merge or compaction of points, as batches by series and time; not encoded yet.
struct MetricMergeRound {
  private(set) var segments: [MetricBatch] = []
  let readCount: Int

  /// How many windows of time are told apart: beyond them, points with arbitrary times would make tiny segments.
  private static let windowLimit = 8

  /// - Parameter batch: all points that were read, in the order of their arrival.
  init(_ batch: MetricBatch, _ options: MaintenanceOptions) {
    readCount = batch.count
    let window = options.metricWindowNanoseconds
    let windows = Set(batch.times.lazy.map { $0.nanoseconds / window })
    if windows.count == 1 || windows.count > Self.windowLimit {
      segments = [batch.orderedForStorage()]
      return
    }
    for wanted in windows.sorted() {
      var piece = MetricBatch()
      piece.append(
        contentsOf: batch, rows: batch.times.indices.filter { batch.times[$0].nanoseconds / window == wanted })
      segments.append(piece.orderedForStorage())
    }
  }

  /// How many points were sent more than once.
  var duplicateCount: Int { readCount - segments.reduce(0) { $0 + $1.count } }
}
