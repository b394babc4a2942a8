import TelemetryModel

extension Timestamp {
  /// As SQLite keeps it: SQL orders signed numbers, so moments from the year 2262 on become the last one before.
  var stored: Int64 { Int64(clamping: nanoseconds) }

  /// The earliest moment that a stored number may stand for.
  init(earliestStored number: Int64) { self.init(nanoseconds: UInt64(max(0, number))) }

  /// The latest moment that a stored number may stand for.
  init(latestStored number: Int64) { self.init(nanoseconds: number == .max ? .max : UInt64(max(0, number))) }
}

/// The IDs of the rows in `segment_part`: eight for each segment.
enum PartID {
  /// Segment IDs lie below this, so that part IDs fit 64 bits.
  static let segmentLimit = Int64.max / 8

  /// The parts that hold spans. A level-0 segment has part 0 only.
  static let spanParts = 0...3
  /// The part of a level-1 segment that helps to leave it out of searches for attributes. Old ones are without.
  static let valueFilter = 4

  /// The row of a part, 0...7.
  static func of(_ segmentID: Int64, part: Int) -> Int64 { segmentID * 8 + Int64(part) }
}
