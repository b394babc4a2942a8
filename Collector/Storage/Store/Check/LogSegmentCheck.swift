import SegmentFormat
import SegmentScan
import TelemetryModel
import TelemetryStorage

/// Verifies one log segment: every checksum, that all of it can be decoded, and that what is kept beside it is true.
struct LogSegmentCheck {
  private(set) var findings: [CheckFinding] = []
  private let row: LogRow

  init(_ row: LogRow, _ reader: SegmentReader) throws(StoreError) {
    self.row = row
    guard (1..<PartID.segmentLimit).contains(row.id), row.level <= 1 else {
      add("row", "its ID or its level is out of range")
      return
    }
    var parts: [Int: [UInt8]] = [:]
    for part in 0...7 { parts[part] = try reader.logPart(part, of: row.id) }
    let byteCount = parts.values.reduce(row.summary.count + row.traceFilter.count) { $0 + $1.count }
    if byteCount != row.byteCount { add("row", "\(byteCount) bytes are there, \(row.byteCount) were written") }
    do throws(SegmentError) {
      guard let bytes = parts[LogPart.data] else {
        throw SegmentError(segmentID: row.id, part: "part 0", byteOffset: 0, reason: "the row is missing")
      }
      check(try SegmentReader.decodeLogs(bytes, level: row.level, segmentID: row.id), parts)
    } catch {
      findings.append(CheckFinding(error))
    }
  }

  private mutating func add(_ part: String, _ reason: String) {
    findings.append(CheckFinding(segmentID: row.id, part: part, reason))
  }

  private mutating func check(_ batch: LogBatch, _ parts: [Int: [UInt8]]) {
    if batch.isEmpty {
      add("part 0", "it has no records")
      return
    }
    checkSummary(batch)
    do throws(SegmentError) {
      let filter = try TraceFilter(decoding: row.traceFilter, segmentID: row.id)
      let traces = Set(LogLookUpColumns(batch).traceIDs).subtracting([.invalid])
      if !traces.allSatisfy(filter.mayContain) { add("trace filter", "a trace of its records is missing") }
    } catch {
      findings.append(CheckFinding(error))
    }
    var words: Set<UInt64> = []
    for body in Set((0..<batch.count).compactMap(batch.bodyText)) {
      words.formUnion(LogWords.hashes(of: batch.strings[body]))
    }
    check(parts[LogPart.wordFilter], "word filter", words)
    if row.level > 0 { check(parts[LogPart.valueFilter], "value filter", AttributeHashes.of(batch)) }
  }

  private mutating func checkSummary(_ batch: LogBatch) {
    do throws(SegmentError) {
      let summary = try LogSummary(decoding: row.summary, segmentID: row.id)
      if summary != LogSummary(of: batch) { add("summary", "it is not that of its records") }
      if summary.recordCount != row.recordCount || summary.earliestTime.stored != row.times.start.stored
        || summary.latestTime.stored != row.times.end.stored
      {
        add("row", "its records are not those that were written")
      }
    } catch {
      findings.append(CheckFinding(error))
    }
  }

  private mutating func check(_ block: [UInt8]?, _ name: String, _ members: some Sequence<UInt64>) {
    guard let block else {
      add(name, "it is missing")
      return
    }
    do throws(SegmentError) {
      let filter = try BinaryFuseFilter(decoding: block, segmentID: row.id)
      if !members.allSatisfy(filter.mayContain) { add(name, "something that its records have is missing") }
    } catch {
      findings.append(CheckFinding(error))
    }
  }
}

extension SegmentStore {
  /// Verifies all log segments, each in a transaction of its own.
  func checkLogs() throws(StoreError) -> [CheckFinding] {
    var ids: [Int64] = []
    var findings = try finding { (reader) throws(StoreError) in
      ids = try reader.logSegments.allIDs().sorted()
      return try reader.checkLogTables(ids)
    }
    for id in ids {
      findings += try finding(segmentID: id) { (reader) throws(StoreError) in
        guard let row = try reader.logSegments.row(id) else { return [] }
        return try LogSegmentCheck(row, reader).findings
      }
    }
    return findings
  }
}

extension SegmentReader {
  private static let lineLimit = 100

  /// What lies between the tables of log segments.
  fileprivate func checkLogTables(_ ids: [Int64]) throws(StoreError) -> [CheckFinding] {
    var findings = try logSegments.checkCensus(ids)
    try SQLiteStatement(
      connection,
      "SELECT id FROM log_segment_part WHERE id / 8 NOT IN (SELECT id FROM log_segment) LIMIT \(Self.lineLimit)"
    ).forEachRow { row in
      let id = row.integer(0)
      findings.append(CheckFinding(segmentID: id / 8, part: "part \(id & 7)", "no log segment has it"))
    }
    return findings
  }
}
