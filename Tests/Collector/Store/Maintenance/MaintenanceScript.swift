import SegmentStore
import TelemetryModel
import TelemetryStorage
import Testing

/// A store of its own for one test, with clocks and maintenance in the test's hands.
final class MaintenanceScript {
  let folder: TemporaryFolder
  let clock = TestClock()
  var storeOptions = StoreOptions()
  var options = MaintenanceOptions()

  init() throws {
    folder = try TemporaryFolder()
    storeOptions.clock = clock.clock
    storeOptions.synchronisesWithDisk = false
    options.segmentSpanCount = 400
    options.waitingSegmentCount = 10_000
  }

  func open() throws -> SegmentStore { try SegmentStore.open(path: folder.store, options: storeOptions) }

  /// Waits until everything is due, and does it.
  func settle(_ store: SegmentStore) throws {
    clock.advance(seconds: 3_600)
    try store.maintenance(options).run()
  }

  /// Everything that a scan finds.
  static func spans(_ store: SegmentStore) throws -> SpanBatch {
    var all = SpanBatch()
    try store.scan(ScanHint()) { (portion) throws(StoreError) in
      all.append(contentsOf: try portion.load())
      return .continue
    }
    return all
  }
}

extension SpanBatch {
  /// The rows in an order that follows from their content, so that two batches of the same spans become equal.
  var sorted: SpanBatch {
    let keys = (0..<count).map { row in
      (
        [traceIDs[row].high, traceIDs[row].low, spanIDs[row].rawValue, startTimes[row].nanoseconds], row,
        "\(spans(at: row))"
      )
    }
    var result = SpanBatch()
    let order = keys.sorted { left, right in
      left.0 != right.0 ? left.0.lexicographicallyPrecedes(right.0) : left.2 < right.2
    }
    result.append(contentsOf: self, rows: order.map(\.1))
    return result
  }

  private func spans(at row: Int) -> Span { span(at: row) }
}
