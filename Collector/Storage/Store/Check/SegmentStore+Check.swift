import SegmentFormat
import TelemetryModel
package import TelemetryStorage

extension SegmentStore {
  /// Verifies every checksum and every invariant of the file, and says what is not as it was written.
  ///
  /// Each segment is read in a transaction of its own, so ingest, queries and merges go on; a segment that is merged
  /// away meanwhile is left out. Damage is a finding, not an error.
  ///
  /// - Throws: when the file cannot be read at all.
  package func check(
    progress: (CheckProgress) -> Void = { _ in }
  ) throws(StoreError) -> [CheckFinding] {
    var findings = try finding { (reader) throws(StoreError) in try reader.checkFile() }
    var ids: [Int64] = []
    findings += try finding { (reader) throws(StoreError) in
      ids = try reader.spanSegments.allIDs().sorted()
      return []
    }
    for (index, id) in ids.enumerated() {
      progress(CheckProgress(checkedSegmentCount: index, segmentCount: ids.count))
      findings += try finding(segmentID: id) { (reader) throws(StoreError) in
        guard let row = try reader.spanSegments.row(id) else { return [] }
        return SegmentCheck(row, parts: try reader.parts(of: id)).findings
      }
    }
    progress(CheckProgress(checkedSegmentCount: ids.count, segmentCount: ids.count))
    return try findings + checkRollups() + checkLogs() + checkMetrics() + checkArchive()
  }

  private func checkRollups() throws(StoreError) -> [CheckFinding] {
    var ids: [Int64] = []
    var findings = try finding { (reader) throws(StoreError) in
      ids = try reader.allRollupIDs()
      return try reader.checkRollupIndex()
    }
    for id in ids {
      findings += try finding { (reader) throws(StoreError) in try reader.checkRollup(id) }
    }
    return findings
  }

  /// Removes a damaged rollup; maintenance makes it anew from its segment, if that is there.
  package func removeRollup(_ id: Int64) throws(StoreError) {
    try withWriter { (writer) throws(StoreError) in try writer.removeRollups([id]) }
  }

  /// Sets a segment aside: queries, merges and later checks leave it out, its bytes stay in the file for a repair.
  ///
  /// Its space goes on counting, and retention removes it when its time has come.
  ///
  /// - Throws: `unavailable` when there is no such segment.
  package func quarantine(_ segmentID: Int64) throws(StoreError) {
    let isFound = try withWriter { (writer) throws(StoreError) in
      if try writer.setAside(segmentID) { return true }
      if try writer.setAsideLogs(segmentID) { return true }
      return try writer.setAsideMetrics(segmentID)
    }
    if !isFound { throw StoreError(.unavailable, "\(path.database): there is no segment \(segmentID)") }
  }

  /// What `body` finds in one read transaction; what keeps SQLite from reading is a finding too.
  func finding(
    segmentID: Int64? = nil, _ body: (SegmentReader) throws(StoreError) -> [CheckFinding]
  ) throws(StoreError) -> [CheckFinding] {
    do {
      return try readRaw(body)
    } catch {
      guard error.code == .corrupt else { throw error }
      return [CheckFinding(segmentID: segmentID, part: "SQLite", error.message)]
    }
  }
}

extension SegmentReader {
  /// How many lines SQLite's own check may have.
  private static let lineLimit = 100

  /// What SQLite says about its pages, and what lies between the tables.
  fileprivate func checkFile() throws(StoreError) -> [CheckFinding] {
    var findings: [CheckFinding] = []
    try SQLiteStatement(connection, "PRAGMA quick_check(\(Self.lineLimit))").forEachRow { row in
      let line = row.text(0)
      if line != "ok" { findings.append(CheckFinding(part: "SQLite", line)) }
    }
    findings += try spanSegments.checkCensus(spanSegments.allIDs())
    try SQLiteStatement(
      connection,
      """
      SELECT id FROM segment_part WHERE id / 8 NOT IN (SELECT id FROM segment)
        AND id / 8 NOT IN (SELECT id FROM damaged_segment) LIMIT \(Self.lineLimit)
      """
    ).forEachRow { row in
      let id = row.integer(0)
      findings.append(CheckFinding(segmentID: id / 8, part: "part \(id & 7)", "no segment has it"))
    }
    return findings
  }
}
