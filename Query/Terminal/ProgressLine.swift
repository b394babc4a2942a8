/// The text of a progress bar: how far, how fast, how long still.
///
///     import  ━━━━━━━━━━╌╌╌╌╌╌  62%  1.2 MB of 2.0 MB  60,417 spans  21,034 spans/s  3s left
package struct ProgressLine: ProgressText {
  /// What is being done, a short word.
  package var title: String
  package var completedByteCount = 0
  /// `nil` when the end is not known, as with standard input.
  package var totalByteCount: Int?
  package var spanCount = 0
  /// Log records and points beside the spans.
  package var otherRowCount = 0

  package init(title: String, totalByteCount: Int?) {
    self.title = title
    self.totalByteCount = totalByteCount
  }

  private static let barWidth = 24

  package func text(elapsed: Duration, width: Int, ink: Ink) -> String {
    let seconds = max(elapsed / .seconds(1), 0.001)
    let (count, word) = otherRowCount == 0 ? (spanCount, "span") : (spanCount + otherRowCount, "row")
    let rate = "\(NumberText.counted(count, word))  \(NumberText.grouped(Int(Double(count) / seconds))) \(word)s/s"
    guard let total = totalByteCount, total > 0 else {
      return "\(title)  \(NumberText.bytes(completedByteCount))  \(rate)".truncated(toWidth: width)
    }
    let fraction = min(1, Double(completedByteCount) / Double(total))
    let percent = (String(Int(fraction * 100)) + "%").padded(toWidth: 4, alignment: .right)
    let bytes = "\(NumberText.bytes(completedByteCount)) of \(NumberText.bytes(total))"
    let tail = "  \(percent)  \(bytes)  \(rate)\(remaining(fraction: fraction, seconds: seconds))"
    return Self.line(title, fraction: fraction, tail: tail, width: width, ink: ink)
  }

  /// A title, a bar if there is room for it, and what follows, in at most `width` columns.
  package static func line(_ title: String, fraction: Double, tail: String, width: Int, ink: Ink) -> String {
    guard title.utf8.count + 2 + barWidth < width else { return (title + tail).truncated(toWidth: width) }
    let filled = Int(min(max(fraction, 0), 1) * Double(barWidth))
    let bar =
      ink.paint(String(repeating: "━", count: filled), Style(colour: 35))
      + ink.paint(String(repeating: "╌", count: barWidth - filled), .quiet)
    return "\(title)  \(bar)" + tail.truncated(toWidth: width - title.utf8.count - 2 - barWidth)
  }

  private func remaining(fraction: Double, seconds: Double) -> String {
    guard fraction > 0.01, fraction < 1 else { return "" }
    let left = min(seconds / fraction - seconds, 1e9)
    return "  \(DurationText.short(nanoseconds: UInt64(left.rounded(.up)) * 1_000_000_000)) left"
  }
}
