import CorpusGenerator
import TelemetryTransfer
import TerminalUI

/// The progress of a load on one line.
///
///     load  ━━━━━━━━━━╌╌╌╌╌╌  62%  1,204,112 rows  98,201 rows/s  p99 12.1ms  3 waiting
struct LoadProgress: ProgressText {
  private var fraction = 0.0
  private var acknowledgedRowCount = 0
  private var refusedRowCount = 0
  private var waitingCount = 0
  private var tail: UInt64 = 0

  /// Nothing yet.
  init() {}

  init(_ state: LoadState, now: Duration) {
    fraction = state.progress(now: now)
    acknowledgedRowCount = state.ledger.total.acknowledged.rows
    refusedRowCount = state.ledger.total.refused.rows
    waitingCount = state.waitingCount
    tail = state.latencies.percentile(0.99)
  }

  func text(elapsed: Duration, width: Int, ink: Ink) -> String {
    let seconds = max(elapsed / .seconds(1), 0.001)
    var text = "  \((String(Int(fraction * 100)) + "%").padded(toWidth: 4, alignment: .right))"
    text += "  \(NumberText.counted(acknowledgedRowCount, "row"))"
    text += "  \(NumberText.grouped(Int(Double(acknowledgedRowCount) / seconds))) rows/s"
    text += "  p99 \(DurationText.short(nanoseconds: tail))"
    if refusedRowCount > 0 { text += "  \(NumberText.grouped(refusedRowCount)) refused" }
    if waitingCount > 0 { text += "  \(NumberText.counted(waitingCount, "request")) waiting" }
    return ProgressLine.line("load", fraction: fraction, tail: text, width: width, ink: ink)
  }
}
