import Rollups
import SegmentFormat
import TelemetryModel
import TelemetryStorage

extension SegmentReader {
  /// Verifies one rollup: its checksum, that all of it can be decoded, and that what is kept beside it is true.
  func checkRollup(_ id: Int64) throws(StoreError) -> [CheckFinding] {
    guard let row = try rollupRow(id), let bytes = try rollupBytes(id) else { return [] }
    let rollup: Rollup
    do {
      rollup = try Rollup(decoding: bytes, id: id)
    } catch {
      return [CheckFinding(rollupOf: id, byteOffset: error.byteOffset, error.reason)]
    }
    var findings: [CheckFinding] = []
    let minutes = rollup.minutes
    if minutes.map({ Int64($0.lowerBound) }) != row.minutes.first
      || minutes.map({ Int64($0.upperBound) }) != row.minutes.last
    {
      findings.append(CheckFinding(rollupOf: id, "its minutes are not those that were written"))
    }
    if Int64(clamping: rollup.spanCount) != row.spanCount {
      findings.append(
        CheckFinding(rollupOf: id, "\(rollup.spanCount) spans are counted, \(row.spanCount) were written"))
    }
    if let segment = try spanSegments.row(id), Int64(segment.spanCount) != row.spanCount {
      findings.append(
        CheckFinding(rollupOf: id, "\(row.spanCount) spans are counted, its segment has \(segment.spanCount)"))
    }
    if let hours = try rollupHoursBytes(id) { findings += checkHours(hours, of: rollup, id) }
    return findings
  }

  /// Whether the hours that are stored beside a rollup are those of its minutes.
  private func checkHours(_ bytes: [UInt8], of rollup: Rollup, _ id: Int64) -> [CheckFinding] {
    do {
      let hours = try RollupColumns(decoding: bytes, id: id, resolution: .hour)
      let callCount = rollup.edges.series.reduce(0) { $0 + $1.statistics.count }
      let isEqual =
        hours.operations.counts.reduce(0, +) == rollup.spanCount && hours.edges.counts.reduce(0, +) == callCount
      return isEqual ? [] : [CheckFinding(rollupOf: id, "its hours do not count what its minutes count")]
    } catch {
      return [CheckFinding(rollupOf: id, byteOffset: error.byteOffset, "by hours: \(error.reason)")]
    }
  }

  /// Whether the index of the rollups fits them; a rollup that it misses would be missing in answers.
  func checkRollupIndex() throws(StoreError) -> [CheckFinding] {
    var findings: [CheckFinding] = []
    try SQLiteStatement(connection, "PRAGMA integrity_check(rollup)").forEachRow { row in
      let line = row.text(0)
      if line != "ok" { findings.append(CheckFinding(part: "rollups", line)) }
    }
    return findings
  }
}
