import SegmentFormat
import TelemetryModel
import TelemetryStorage

extension SegmentStore {
  /// Verifies the archive: every checksum, that all of it belongs to its trace, and what its rows say.
  func checkArchive() throws(StoreError) -> [CheckFinding] {
    var ids: [TraceID] = []
    var findings = try finding { (reader) throws(StoreError) in
      ids = try reader.archivedTraces(limit: .max).map(\.traceID)
      return try reader.checkArchivedSegments()
    }
    for id in ids {
      findings += try finding { (reader) throws(StoreError) in
        // One that was removed in between is left out.
        guard let trace = try reader.archivedTrace(id) else { return [] }
        var found = ArchiveCheck(trace)
        for areLogs in [false, true] {
          for segment in try reader.archivedSegments(of: trace.traceID, areLogs: areLogs) { found.add(segment) }
        }
        return found.finish()
      }
    }
    return findings
  }
}

/// Verifies one archived trace.
private struct ArchiveCheck {
  private let trace: ArchivedTrace
  private var findings: [CheckFinding] = []
  private var spanCount = 0
  private var recordCount = 0
  private var byteCount = 0

  init(_ trace: ArchivedTrace) { self.trace = trace }

  mutating func add(_ segment: ArchivedSegment) {
    byteCount += segment.bytes.count
    do throws(SegmentError) {
      if segment.isLog {
        recordCount += try segment.logs().count
      } else {
        let spans = try segment.spans()
        spanCount += spans.count
        if !spans.traceIDs.allSatisfy({ $0 == trace.traceID }) { add("a span of another trace is in it") }
      }
    } catch {
      add("segment \(error.segmentID), \(error.part), byte \(error.byteOffset): \(error.reason)")
    }
  }

  mutating func finish() -> [CheckFinding] {
    if findings.isEmpty {
      if spanCount != trace.spanCount { add("\(spanCount) spans are there, \(trace.spanCount) were written") }
      if recordCount != trace.recordCount { add("\(recordCount) records are there, \(trace.recordCount) were written") }
      if byteCount != trace.byteCount { add("\(byteCount) bytes are there, \(trace.byteCount) were written") }
    }
    return findings
  }

  private mutating func add(_ reason: String) {
    findings.append(CheckFinding(part: "archived trace \(trace.traceID)", reason))
  }
}

extension SegmentReader {
  fileprivate func checkArchivedSegments() throws(StoreError) -> [CheckFinding] {
    var findings: [CheckFinding] = []
    try SQLiteStatement(
      connection, "SELECT id FROM archived_segment WHERE archive NOT IN (SELECT id FROM archived_trace) LIMIT 100"
    ).forEachRow { row in
      findings.append(CheckFinding(part: "archived segment \(row.integer(0))", "no archived trace has it"))
    }
    return findings
  }
}
