import Synchronization
import TelemetryTransfer
import TerminalUI

/// How an import goes on: its bar while it runs, its figures at the end.
final class ImportProgress: Sendable {
  private struct Counts {
    var stored = RowCounts()
    var refused = 0
    var message = ""
  }

  private let source: TelemetryFiles
  private let bar: ProgressBar<ProgressLine>
  private let counts = Mutex(Counts())

  init(_ source: TelemetryFiles) {
    self.source = source
    bar = ProgressBar(ProgressLine(title: "import", totalByteCount: source.counts.totalByteCount))
  }

  /// - Parameters:
  ///   - refused: rows that a collector did not take.
  ///   - message: what it said about them. Untrusted.
  func add(stored: RowCounts, refused: Int = 0, message: String = "") {
    let stored = counts.withLock { counts in
      counts.stored += stored
      counts.refused += refused
      if counts.message.isEmpty { counts.message = message }
      return counts.stored
    }
    let readByteCount = source.counts.readByteCount
    bar.update { line in
      line.spanCount = stored.spans
      line.otherRowCount = stored.records + stored.points
      line.completedByteCount = readByteCount
    }
  }

  func finish() { bar.finish() }

  /// Of all signals.
  var storedRowCount: Int { counts.withLock { $0.stored.total } }

  /// `97,770 spans in 1,328 traces from 1,500 messages, 4.2s, 23,278 spans/s`; with other signals
  /// `97,770 spans in 1,328 traces, 53,261 log records and 34,086 points from ..., 40,000 rows/s`.
  var summary: String {
    let read = source.counts
    let stored = counts.withLock { $0.stored }
    var parts: [String] = []
    if stored.spans > 0 || stored.total == 0 {
      let traces = (read.countsAllTraces ? "" : "more than ") + NumberText.counted(read.traceCount, "trace")
      parts.append("\(NumberText.counted(stored.spans, "span")) in \(traces)")
    }
    if stored.records > 0 { parts.append(NumberText.counted(stored.records, "log record")) }
    if stored.points > 0 { parts.append(NumberText.counted(stored.points, "point")) }
    let last = parts.removeLast()
    let rows = parts.isEmpty ? last : "\(parts.joined(separator: ", ")) and \(last)"
    let unit =
      !parts.isEmpty ? "rows" : stored.records > 0 ? "records" : stored.points > 0 ? "points" : "spans"
    let seconds = max(bar.elapsed / .seconds(1), 0.001)
    let elapsed = DurationText.short(nanoseconds: UInt64(seconds * 1e9))
    let rate = NumberText.grouped(Int(Double(stored.total) / seconds))
    return "\(rows) from \(NumberText.counted(read.messageCount, "message")), \(elapsed), \(rate) \(unit)/s"
  }

  /// What else there is to say: rows that were left out, and why.
  var notes: [String] {
    let read = source.counts
    let counts = counts.withLock { $0 }
    var notes: [String] = []
    let rejected = [(read.rejected.spans, "span"), (read.rejected.points, "point")].filter { $0.0 > 0 }
      .map { NumberText.counted($0.0, $0.1) }
    if !rejected.isEmpty {
      notes.append("\(rejected.joined(separator: " and ")) rejected: \(read.rejectionMessage)")
    }
    if counts.refused > 0 || !counts.message.isEmpty {
      let rows = counts.stored.records + counts.stored.points == 0 ? "span" : "row"
      notes.append("\(NumberText.counted(counts.refused, rows)) rejected by the collector: \(counts.message)")
    }
    return notes.map(SafeText.escaping)
  }
}
