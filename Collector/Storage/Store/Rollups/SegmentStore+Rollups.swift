package import Rollups
import SegmentFormat
import TelemetryModel
package import TelemetryStorage

extension SegmentStore: RollupSource {
  /// Offers one rollup of all spans that are not sealed yet, and those that were sealed with the level-1 segments.
  ///
  /// A sealed rollup that is missing or damaged is made anew from its segment, while that is there.
  ///
  /// Exactly once means: as a merge leaves the spans. A span that is resent after its first copy was sealed counts twice
  /// until a compaction brings both into one segment, and so does a call whose two sides arrived so far apart.
  package func rollups(
    in minutes: ClosedRange<Minute>, by resolution: RollupResolution,
    _ visit: (RollupColumns) throws(StoreError) -> ScanStep
  ) throws(StoreError) -> RollupCoverage {
    try read { (reader, catalog) throws(StoreError) in
      var coverage = RollupCoverage()
      let range = TimeRange(minutes)
      let levelZero = catalog.entries.filter { $0.level == 0 }
      if levelZero.contains(where: { $0.overlaps(range) }) {
        let unsealed = try unsealedRollup(of: levelZero, reader)
        coverage.damagedCount += unsealed.damagedCount
        if try visit(unsealed.columns) == .stop { return coverage }
      }
      let rows = try reader.rollups(in: minutes)
      let sealed = Set(rows.map(\.id))
      let segments = Dictionary(
        catalog.entries.lazy.filter { $0.level > 0 && $0.overlaps(range) }.map { ($0.id, $0) },
        uniquingKeysWith: { first, _ in first })
      let unrolled = segments.keys.filter { !sealed.contains($0) }.sorted()
      let wanted =
        rows.map { (id: $0.id, resolution: minutes.canBeReadByHours($0.minutes) ? resolution : .minute) }
        + unrolled.map { (id: $0, resolution: .minute) }
      for (id, resolution) in wanted {
        guard let columns = try sealedRollup(id, resolution, segments[id], reader) else {
          coverage.damagedCount += 1
          continue
        }
        if try visit(columns) == .stop { return coverage }
      }
      return coverage
    }
  }

  /// `nil` when neither the rollup nor its segment can be read.
  private func sealedRollup(
    _ id: Int64, _ resolution: RollupResolution, _ segment: SegmentEntry?, _ reader: SegmentReader
  ) throws(StoreError) -> RollupColumns? {
    if let kept = rollupCache.sealed(id, resolution) { return kept }
    if resolution == .hour, let hours = try storedHours(id, reader) {
      rollupCache.keep(hours, id)
      return hours
    }
    var minutes = rollupCache.sealed(id, .minute)
    if minutes == nil { minutes = try readRollup(id, segment, reader) }
    guard let minutes else { return nil }
    // Only the form that is asked for is kept: the minutes of a long range would push its hours out.
    let columns = resolution == .hour ? minutes.hourly() : minutes
    rollupCache.keep(columns, id)
    return columns
  }

  private func readRollup(
    _ id: Int64, _ segment: SegmentEntry?, _ reader: SegmentReader
  ) throws(StoreError) -> RollupColumns? {
    if let stored = try storedRollup(id, reader) { return stored }
    return try remadeRollup(of: segment, reader).map(RollupColumns.init)
  }

  private func storedHours(_ id: Int64, _ reader: SegmentReader) throws(StoreError) -> RollupColumns? {
    guard let bytes = try reader.rollupHoursBytes(id) else { return nil }
    do {
      return try RollupColumns(decoding: bytes, id: id, resolution: .hour)
    } catch {
      rollupDamage.add(id, StoreError(error, path: path.database))
      return nil
    }
  }

  private func storedRollup(_ id: Int64, _ reader: SegmentReader) throws(StoreError) -> RollupColumns? {
    guard let bytes = try reader.rollupBytes(id) else { return nil }
    do {
      return try RollupColumns(decoding: bytes, id: id)
    } catch {
      rollupDamage.add(id, StoreError(error, path: path.database))
      return nil
    }
  }

  private func remadeRollup(of segment: SegmentEntry?, _ reader: SegmentReader) throws(StoreError) -> Rollup? {
    guard let segment,
      let batch = try undamaged(segment, { () throws(StoreError) in try decode(segment, reader) })
    else { return nil }
    var builder = RollupBuilder()
    builder.add(batch)
    return builder.finish()
  }

  private func unsealedRollup(
    of segments: [SegmentEntry], _ reader: SegmentReader
  ) throws(StoreError) -> RollupCache.Unsealed {
    try rollupCache.unsealed(segments.map(\.id).sorted()) { () throws(StoreError) in
      var unsealed = UnsealedRollup(segments)
      try unsealed.build { (segment) throws(StoreError) in
        try undamaged(segment) { () throws(StoreError) in try decode(segment, reader) }
      }
      return RollupCache.Unsealed(
        segmentIDs: segments.map(\.id).sorted(), columns: RollupColumns(unsealed.rollup),
        damagedCount: unsealed.damagedCount)
    }
  }
}
