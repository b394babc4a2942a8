import TelemetryModel

/// A group of points in a metric segment: which they are, and where their streams lie.
struct MetricGroup: Sendable {
  /// The series of the group with how many points each has; empty when the points are of mixed series.
  var runs: [(series: UInt32, count: Int)] = []
  /// How many points there are.
  var count = 0
  var earliest = Timestamp(nanoseconds: 0)
  var latest = Timestamp(nanoseconds: 0)
  var streams: [StoredStream] = []

  /// Heads, classes, bits, raw.
  static let streamCount = 4
}

/// How a stream of a group is stored.
struct StoredStream: Sendable {
  /// Where it starts in the part that holds the points, behind the block header.
  var offset: Int
  var storedByteCount: Int
  /// Its byte count when inflated.
  var byteCount: Int
  var isDeflated: Bool
}

/// Writes and reads the list of groups behind the tables in a segment's directory.
///
///     varint     groups
///     per group:
///       varint   runs; each: varint series less that of the run before, varint points
///       varint   points, if there are no runs
///       varint   earliest time, varint latest time less that
///       per stream: varint byte count when inflated, varint stored byte count x 2 + 1 when deflated
enum MetricDirectory {
  static func write(_ groups: [MetricGroup], to writer: inout ByteWriter) {
    writer.varint(groups.count)
    for group in groups {
      writer.varint(group.runs.count)
      var previous: UInt32 = 0
      for run in group.runs {
        writer.varint(run.series &- previous)
        writer.varint(run.count)
        previous = run.series
      }
      if group.runs.isEmpty { writer.varint(group.count) }
      writer.varint(group.earliest.nanoseconds)
      writer.varint(group.latest.nanoseconds - group.earliest.nanoseconds)
      for stream in group.streams {
        writer.varint(stream.byteCount)
        writer.varint(stream.storedByteCount << 1 | (stream.isDeflated ? 1 : 0))
      }
    }
  }

  static func read(_ reader: inout ByteReader, seriesCount: Int) throws(ByteReaderError) -> [MetricGroup] {
    var groups: [MetricGroup] = []
    var offset = 0
    for _ in 0..<(try reader.count()) {
      var group = MetricGroup()
      var series = 0
      for _ in 0..<(try reader.count()) {
        series += try reader.index(below: seriesCount - series)
        let count = try reader.index(below: SegmentLimits.freeColumnCount + 1)
        group.runs.append((UInt32(series), count))
        group.count += count
      }
      if group.runs.isEmpty { group.count = try reader.index(below: SegmentLimits.inflatedByteCount) }
      group.earliest = Timestamp(nanoseconds: try reader.varint())
      let (latest, hasOverflown) = group.earliest.nanoseconds.addingReportingOverflow(try reader.varint())
      guard !hasOverflown else {
        throw ByteReaderError(byteOffset: reader.offset, reason: "a group's latest time is past the end of time")
      }
      group.latest = Timestamp(nanoseconds: latest)
      for _ in 0..<MetricGroup.streamCount {
        let byteCount = try reader.index(below: SegmentLimits.inflatedByteCount)
        let stored = try reader.index(below: SegmentLimits.inflatedByteCount)
        group.streams.append(
          StoredStream(
            offset: offset, storedByteCount: stored >> 1, byteCount: byteCount, isDeflated: stored & 1 == 1))
        offset += stored >> 1
      }
      groups.append(group)
    }
    return groups
  }
}
