import Synchronization
import TelemetryTransfer
import TerminalUI

/// How an import goes on: its bar while it runs, its figures at the end.
final class ImportProgress: Sendable {
  private struct Counts {
    var stored = 0
    var storedRecords = 0
    var refused = 0
    var message = ""
  }

  private let source: TelemetryFiles
  private let bar: ProgressBar
  private let counts = Mutex(Counts())

  init(_ source: TelemetryFiles) {
    self.source = source
    bar = ProgressBar(ProgressLine(title: "import", totalByteCount: source.counts.totalByteCount))
  }

  /// - Parameters:
  ///   - stored: spans.
  ///   - storedRecords: log records.
  ///   - refused: spans or log records that a collector did not take.
  ///   - message: what it said about them. Untrusted.
  func add(stored: Int, storedRecords: Int = 0, refused: Int = 0, message: String = "") {
    let storedSpanCount = counts.withLock { counts in
      counts.stored += stored
      counts.storedRecords += storedRecords
      counts.refused += refused
      if counts.message.isEmpty { counts.message = message }
      return counts.stored
    }
    let readByteCount = source.counts.readByteCount
    bar.update { line in
      line.spanCount = storedSpanCount
      line.completedByteCount = readByteCount
    }
  }

  func finish() { bar.finish() }

  /// Spans and log records.
  var storedRowCount: Int { counts.withLock { $0.stored + $0.storedRecords } }

  /// `97,770 spans in 1,328 traces from 1,500 messages, 4.2s, 23,278 spans/s`; with log records
  /// `97,770 spans in 1,328 traces and 53,261 log records from ...`.
  var summary: String {
    let read = source.counts
    let (stored, storedRecords) = counts.withLock { ($0.stored, $0.storedRecords) }
    let traces = (read.countsAllTraces ? "" : "more than ") + NumberText.counted(read.traceCount, "trace")
    let seconds = max(bar.elapsed / .seconds(1), 0.001)
    let elapsed = DurationText.short(nanoseconds: UInt64(seconds * 1e9))
    let rate = NumberText.grouped(Int(Double(stored + storedRecords) / seconds))
    let records = NumberText.counted(storedRecords, "log record")
    var rows = "\(NumberText.counted(stored, "span")) in \(traces)"
    if storedRecords > 0 { rows = stored > 0 ? "\(rows) and \(records)" : records }
    let unit = storedRecords == 0 ? "spans" : stored == 0 ? "records" : "rows"
    return
      "\(rows) from \(NumberText.counted(read.messageCount, "message")), \(elapsed), \(rate) \(unit)/s"
  }

  /// What else there is to say: spans that were left out, and why.
  var notes: [String] {
    let read = source.counts
    let counts = counts.withLock { $0 }
    var notes: [String] = []
    if read.rejectedSpanCount > 0 {
      notes.append("\(NumberText.counted(read.rejectedSpanCount, "span")) rejected: \(read.rejectionMessage)")
    }
    if counts.refused > 0 || !counts.message.isEmpty {
      let rows = counts.storedRecords == 0 ? "span" : "row"
      notes.append("\(NumberText.counted(counts.refused, rows)) rejected by the collector: \(counts.message)")
    }
    return notes.map(SafeText.escaping)
  }
}
