import TelemetryModel

/// The new segments of one merge or compaction of log records, as batches in the order of time; not encoded yet.
struct LogMergeRound {
  /// A segment that was read.
  struct Source {
    let entry: LogEntry
    let batch: LogBatch
  }

  private(set) var segments: [LogBatch] = []
  private(set) var duplicateCount = 0
  let readCount: Int
  /// The latest arrival of the sources.
  let arrived: Timestamp

  /// How many windows of time are told apart: beyond them, records with arbitrary times would make tiny segments.
  private static let windowLimit = 8

  init(_ sources: [Source], _ options: MaintenanceOptions) {
    var duplicates = DuplicateRecords()
    for source in sources { duplicates.add(source.batch) }
    let batch = duplicates.batch
    readCount = batch.count
    arrived = sources.map(\.entry.arrived).max() ?? Timestamp(nanoseconds: 0)
    duplicateCount = batch.count - duplicates.distinctRows.count
    let times = (0..<batch.count).map(batch.effectiveTime)
    let rows = duplicates.distinctRows.sorted { times[$0] != times[$1] ? times[$0] < times[$1] : $0 < $1 }
    for piece in Self.pieces(of: rows, times, options) {
      var segment = LogBatch()
      segment.append(contentsOf: batch, rows: piece)
      segments.append(segment)
    }
  }

  /// Divides rows that are in the order of time: at the bounds of windows, so that retention can remove old records in
  /// time, and where a segment is full.
  private static func pieces(of rows: [Int], _ times: [Timestamp], _ options: MaintenanceOptions) -> [[Int]] {
    let window = options.effectiveCompactionWindowNanoseconds
    let windows = Set(rows.lazy.map { times[$0].nanoseconds / window })
    let respectsWindows = windows.count <= windowLimit
    var pieces: [[Int]] = []
    var piece: [Int] = []
    for row in rows {
      if let last = piece.last {
        let isOtherWindow = respectsWindows && times[last].nanoseconds / window != times[row].nanoseconds / window
        if isOtherWindow || piece.count >= options.longestLogRoundRecordCount {
          pieces.append(piece)
          piece = []
        }
      }
      piece.append(row)
    }
    if !piece.isEmpty { pieces.append(piece) }
    return pieces
  }
}
