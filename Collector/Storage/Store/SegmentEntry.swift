import SegmentFormat
import TelemetryModel
import TelemetryStorage

/// What the catalog knows about one segment, so that it need not be read when it cannot hold what is looked for.
final class SegmentEntry: Identifiable, Sendable {
  let id: Int64
  /// 0: as spans arrived, or held back by a merge. 1: merged.
  let level: Int
  let earliestStart: Timestamp
  let latestStart: Timestamp
  /// When its spans were received, by this machine's clock: the earliest of them at level 0, the latest at level 1.
  let arrived: Timestamp
  let spanCount: Int
  let traceCount: Int
  /// From the shortest to the longest of its spans; everything when it is not known.
  let durationNanoseconds: ClosedRange<UInt64>
  /// `nil` when they are not known: the segment may then hold any.
  let statusCodes: Set<SpanStatus.Code>?
  /// Of its blobs.
  let byteCount: Int
  /// `nil` when it is damaged: the segment may then hold any trace.
  let traceFilter: TraceFilter?
  /// By rising code; `nil` when they are not known completely: the segment may then hold any operation.
  let operations: [OperationTable.Code]?

  /// What the summary says counts for more than the columns of the row, which no checksum covers.
  /// - Parameter figures: those of the summary; `nil` when it is damaged or has none.
  init(
    _ row: SpanRow, figures: SegmentFigures?, traceFilter: TraceFilter?, operations: [OperationTable.Code]?
  ) {
    id = row.id
    level = figures?.level ?? row.level
    earliestStart = figures?.earliestStart ?? row.earliestStart
    latestStart = figures?.latestStart ?? row.latestStart
    arrived = row.arrived
    spanCount = figures?.spanCount ?? row.spanCount
    traceCount = figures?.traceCount ?? row.traceCount
    durationNanoseconds = figures?.durationNanoseconds ?? 0 ... .max
    statusCodes = figures?.statusCodes
    byteCount = row.byteCount
    self.traceFilter = traceFilter
    self.operations = operations
  }

  func mayContain(_ id: TraceID) -> Bool { traceFilter?.mayContain(id) ?? true }

  func overlaps(_ range: TimeRange) -> Bool { earliestStart <= range.end && range.start <= latestStart }

  /// Whether its figures allow it to hold a span that fulfils a hint.
  func mayFulfil(_ hint: ScanHint) -> Bool {
    overlaps(hint.timeRange) && durationNanoseconds.overlaps(hint.durationNanoseconds)
      && (hint.statusCodes.flatMap { wanted in statusCodes.map { !$0.isDisjoint(with: wanted) } } ?? true)
  }

  /// `wanted` holds a flag for each operation of the table.
  func mayContain(anyOf wanted: [Bool]) -> Bool {
    guard let operations else { return true }
    return operations.contains { wanted[Int($0)] }
  }
}
