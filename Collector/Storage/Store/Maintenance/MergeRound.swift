import SegmentFormat
import TelemetryModel
import TelemetryStorage

/// The new segments of one merge or compaction, as batches; not encoded yet.
struct MergeRound {
  /// A segment that was read. An object, for a merge has thousands, and each copy of a batch counts 20 references.
  final class Source: Sendable {
    let entry: SegmentEntry
    let batch: SpanBatch

    init(_ entry: SegmentEntry, _ batch: SpanBatch) {
      self.entry = entry
      self.batch = batch
    }
  }

  /// A segment to be written.
  struct Output {
    var batch = SpanBatch()
    /// For level 1 the latest arrival of its sources, for level 0 the earliest.
    var arrived: Timestamp?
  }

  private(set) var levelOne: [Output] = []
  private(set) var levelZero: [Output] = []
  private(set) var duplicateCount = 0
  let readCount: Int
  let heldBackCount: Int

  /// Whether it was not worth its while.
  var isMostlyHeldBack: Bool { Double(heldBackCount) > Double(readCount) * MergePlan.mostlyOpenShare }

  /// - Parameters:
  ///   - mayCutTraces: whether nothing is held back when that would be nearly everything.
  ///   - openTraces: the traces that are held back in level 0; `nil` for none.
  init(
    _ sources: [Source], _ options: MaintenanceOptions, mayCutTraces: Bool = false, _ openTraces: OpenTraces? = nil
  ) throws(StoreError) {
    readCount = sources.reduce(0) { $0 + $1.batch.count }
    let byteCount = sources.reduce(0) { $0 + $1.batch.estimatedByteCount }
    // Where spans are large, fewer of them make a segment.
    let bySize = Double(readCount) * Double(options.segmentByteCount) / Double(max(1, byteCount))
    let spanLimit = max(1, Int(min(Double(options.longestSegmentSpanCount), bySize)))
    let traceIDs = sources.map(\.batch.traceIDs)
    var partition = TracePartition(traceIDs, segmentSpanCount: spanLimit) { trace, source in
      openTraces?.contains(trace, in: sources[source].entry) ?? false
    }
    if mayCutTraces, Double(partition.heldBackCount) > Double(readCount) * MergePlan.mostlyOpenShare {
      partition = TracePartition(traceIDs, segmentSpanCount: spanLimit) { _, _ in false }
    }
    heldBackCount = partition.heldBackCount
    for rows in partition.segments {
      var output = Self.gather(rows, of: sources) { max($0, $1) }
      if let distinct = DuplicateRows.distinctRows(of: output.batch) {
        duplicateCount += output.batch.count - distinct.count
        output.batch.keepRows(distinct)
      }
      if !output.batch.isEmpty { levelOne.append(output) }
    }
    if heldBackCount > 0 {
      let output = Self.gather(partition.heldBack, of: sources) { min($0, $1) }
      try SegmentPacking.forEachSegment(of: [output.batch], rowLimit: StoreLimits.segmentSpanCount) {
        levelZero.append(Output(batch: $0, arrived: output.arrived))
      }
    }
  }

  /// Hands out the next segment, and lets go of it: once it is encoded its memory is free.
  mutating func nextLevelOne() -> Output? { levelOne.isEmpty ? nil : levelOne.removeFirst() }

  mutating func nextLevelZero() -> Output? { levelZero.isEmpty ? nil : levelZero.removeFirst() }

  private static func gather(
    _ rows: [[Int]], of sources: [Source], _ choose: (Timestamp, Timestamp) -> Timestamp
  ) -> Output {
    var output = Output()
    output.batch.reserveRows(rows.reduce(0) { $0 + $1.count })
    let used = rows.indices.filter { !rows[$0].isEmpty }
    // More than distinct texts will take. What is not touched costs no memory, while growing copies it all each time.
    output.batch.strings.reserveCapacity(
      used.reduce(0) { $0 + sources[$1].batch.strings.count },
      byteCount: used.reduce(0) { $0 + sources[$1].batch.strings.arena.count })
    output.batch.payloads.reserveCapacity(used.reduce(0) { $0 + sources[$1].batch.payloads.count })
    for source in used {
      output.batch.append(contentsOf: sources[source].batch, rows: rows[source])
      let arrived = sources[source].entry.arrived
      output.arrived = output.arrived.map { choose($0, arrived) } ?? arrived
    }
    return output
  }
}
