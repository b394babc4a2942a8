import Rollups
import TelemetryModel

/// A rollup as it goes into the file, under the ID of the level-1 segment whose spans it counts.
struct StoredRollup: Sendable {
  let id: Int64
  let firstMinute: Minute
  let lastMinute: Minute
  let spanCount: Int
  /// When its spans were received, see `SegmentEntry.arrived`.
  let arrived: Timestamp
  let data: [UInt8]
  /// The same by hours; `nil` where that would save little.
  let hours: [UInt8]?

  /// The rollup of a segment's spans; `nil` when there are none.
  init?(of batch: SpanBatch, segmentID: Int64, arrived: Timestamp) {
    var builder = RollupBuilder()
    builder.add(batch)
    let rollup = builder.finish()
    guard let minutes = rollup.minutes else { return nil }
    id = segmentID
    firstMinute = minutes.lowerBound
    lastMinute = minutes.upperBound
    spanCount = batch.count
    self.arrived = arrived
    data = rollup.encode(id: segmentID)
    hours = rollup.storedHours()?.encode(id: segmentID)
  }
}
