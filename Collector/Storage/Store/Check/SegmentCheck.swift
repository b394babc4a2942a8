import SegmentFormat
import SegmentScan
import TelemetryModel
import TelemetryStorage

/// Verifies one segment: every checksum, that all of it can be decoded, and that what is kept beside it is true.
struct SegmentCheck {
  /// Of how many traces it is verified that looking up one finds what decoding all of them finds.
  private static let lookedUpTraceCount = 16

  private(set) var findings: [CheckFinding] = []
  private let row: SpanRow

  /// - Parameter parts: the rows of `segment_part`, by part number.
  init(_ row: SpanRow, parts: [Int: [UInt8]]) {
    self.row = row
    guard (1..<PartID.segmentLimit).contains(row.id), row.level <= 1 else {
      add("row", "its ID or its level is out of range")
      return
    }
    let byteCount = parts.values.reduce(row.summary.count + row.traceFilter.count) { $0 + $1.count }
    if byteCount != row.byteCount { add("row", "\(byteCount) bytes are there, \(row.byteCount) were written") }
    let batch: SpanBatch
    do throws(SegmentError) {
      batch = try row.level == 0 ? decodeLevelZero(parts) : decodeLevelOne(parts)
    } catch {
      findings.append(CheckFinding(error))
      checkBlocks()
      return
    }
    let traces = Set(batch.traceIDs)
    checkRow(batch, traceCount: traces.count)
    checkSummary(batch)
    checkTraceFilter(traces)
    checkValueFilter(parts[PartID.valueFilter], batch)
  }

  private mutating func add(_ part: String, _ reason: String) {
    findings.append(CheckFinding(segmentID: row.id, part: part, reason))
  }

  private mutating func decodeLevelZero(_ parts: [Int: [UInt8]]) throws(SegmentError) -> SpanBatch {
    guard let bytes = parts[0] else {
      throw SegmentError(segmentID: row.id, part: "part 0", byteOffset: 0, reason: "the row is missing")
    }
    if parts.count > 1 { add("parts", "\(parts.count) parts, where level 0 has one") }
    return try LevelZeroSegment.decode(bytes.span.bytes, segmentID: row.id)
  }

  private mutating func decodeLevelOne(_ parts: [Int: [UInt8]]) throws(SegmentError) -> SpanBatch {
    let segment = try LevelOneSegment(parts: parts, segmentID: row.id)
    let batch = try segment.decodeAll()
    // Segments of before the figures were kept have none.
    if let figures = parts[Int(LevelOnePart.columnFigures.rawValue)] {
      _ = try ColumnFigures(decoding: figures, segmentID: row.id)
    }
    var counts: [TraceID: Int] = [:]
    for id in batch.traceIDs { counts[id, default: 0] += 1 }
    for (id, count) in counts.prefix(Self.lookedUpTraceCount) {
      let found = try segment.trace(id).count
      if found != count { add("parts", "looking up a trace of \(count) spans finds \(found)") }
    }
    return batch
  }

  private mutating func checkRow(_ batch: borrowing SpanBatch, traceCount: Int) {
    if batch.count != row.spanCount { add("row", "\(batch.count) spans are there, \(row.spanCount) were written") }
    if traceCount != row.traceCount { add("row", "\(traceCount) traces are there, \(row.traceCount) were written") }
    var earliest = Timestamp(nanoseconds: .max)
    var latest = Timestamp(nanoseconds: 0)
    for start in batch.startTimes {
      earliest = min(earliest, start)
      latest = max(latest, start)
    }
    guard earliest.stored == row.earliestStart.stored, latest.stored == row.latestStart.stored else {
      add("row", "its spans do not start between the times that were written")
      return
    }
  }

  private mutating func checkSummary(_ batch: borrowing SpanBatch) {
    let summary: SegmentSummary
    do {
      summary = try SegmentSummary(decoding: row.summary, segmentID: row.id)
    } catch {
      findings.append(CheckFinding(error))
      return
    }
    if let figures = summary.figures, !row.agrees(with: figures) || figures != SegmentFigures(batch, level: row.level) {
      add("summary", "its figures are not those of its spans")
    }
    guard summary.isComplete else { return }
    let listed = Set(summary.operations.lazy.map { Operation($0.service, $0.name, $0.kind) })
    var seen: Set<SIMD4<UInt32>> = []
    for row in 0..<batch.count {
      let service = batch.serviceName(of: row)
      let kind = batch.kinds[row]
      guard seen.insert(SIMD4(service, batch.names[row], UInt32(bitPattern: kind.rawValue), 0)).inserted else {
        continue
      }
      if !listed.contains(Operation(batch.strings[service], batch.strings[batch.names[row]], kind)) {
        add("summary", "an operation of its spans is missing")
        return
      }
    }
  }

  private struct Operation: Hashable {
    let service: ArraySlice<UInt8>
    let name: ArraySlice<UInt8>
    let kind: SpanKind

    init(_ service: ArraySlice<UInt8>, _ name: ArraySlice<UInt8>, _ kind: SpanKind) {
      self.service = service
      self.name = name
      self.kind = kind
    }
  }

  private mutating func checkTraceFilter(_ traces: Set<TraceID>) {
    do throws(SegmentError) {
      let filter = try TraceFilter(decoding: row.traceFilter, segmentID: row.id)
      if !traces.allSatisfy(filter.mayContain) { add("trace filter", "a trace of its spans is missing") }
    } catch {
      findings.append(CheckFinding(error))
    }
  }

  /// A segment of an older Skein has none.
  private mutating func checkValueFilter(_ block: [UInt8]?, _ batch: borrowing SpanBatch) {
    guard let block, row.level > 0 else { return }
    do throws(SegmentError) {
      let filter = try BinaryFuseFilter(decoding: block, segmentID: row.id)
      if !AttributeHashes.of(batch).allSatisfy(filter.mayContain) {
        add("value filter", "an attribute of its spans is missing")
      }
    } catch {
      findings.append(CheckFinding(error))
    }
  }

  /// What can be said about the summary and the filter without the spans.
  private mutating func checkBlocks() {
    do throws(SegmentError) {
      _ = try SegmentSummary(decoding: row.summary, segmentID: row.id)
    } catch {
      findings.append(CheckFinding(error))
    }
    do throws(SegmentError) {
      _ = try TraceFilter(decoding: row.traceFilter, segmentID: row.id)
    } catch {
      findings.append(CheckFinding(error))
    }
  }
}
