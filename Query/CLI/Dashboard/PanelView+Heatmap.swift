import Dashboards
import PromQL
import TelemetryModel
import TelemetryStorage
import TerminalUI

extension PanelView {
  private static let shades = Array(" ·░▒▓█")
  /// Rows of buckets that are drawn; of more, neighbours are added up.
  private static let bucketRowCount = 16

  /// Buckets from bottom to top, times from left to right, and the more there is in a bucket the darker.
  var heatmap: [String] {
    let buckets = buckets
    guard let first = buckets.first else { return [cut("no buckets: series without a bound in le", .quiet)] }
    let labelWidth = buckets.map { DisplayWidth.of($0.label) }.max() ?? 0
    let columnCount = min(max((terminal.width ?? 100) - labelWidth - 2, 8), 200)
    let rows = buckets.map { sums(of: $0.counts, columnCount) }
    let largest = rows.joined().max() ?? 0
    var lines: [String] = []
    for (bucket, counts) in zip(buckets, rows).reversed() {
      let fill = String(repeating: " ", count: labelWidth - DisplayWidth.of(bucket.label))
      let shades = counts.map { count -> Character in
        guard count > 0, largest > 0 else { return Self.shades[0] }
        // The square root shows small counts beside large ones.
        let share = (count / largest).squareRoot()
        return Self.shades[min(1 + Int(share * Double(Self.shades.count - 1)), Self.shades.count - 1)]
      }
      lines.append(ink.paint(fill + bucket.label + " │", .quiet) + ink.paint(String(shades), Style(colour: 172)))
    }
    let width = first.counts.isEmpty ? 0 : columnCount
    let axis = String(repeating: " ", count: labelWidth + 1) + "└" + String(repeating: "─", count: width)
    let times = "\(TimestampText.of(range.start).prefix(16)) to \(TimestampText.of(range.end).prefix(16)) UTC"
    return lines + [ink.paint(axis, .quiet), cut(String(repeating: " ", count: labelWidth + 2) + times, .quiet)]
  }

  private struct Bucket {
    var label: String
    /// By step, what lies in this bucket and not below.
    var counts: [Double]
  }

  /// Differences of the cumulative series, by rising bound.
  private var buckets: [Bucket] {
    let stepCount = Int(range.end.nanoseconds(since: range.start) / 1_000_000 / UInt64(stepMilliseconds)) + 1
    let bounded = named.compactMap { _, series -> (bound: Double, counts: [Double])? in
      guard let text = series.metric["le"], let bound = text == "+Inf" ? .infinity : Double(text) else { return nil }
      var counts = Array(repeating: 0.0, count: stepCount)
      for sample in series.values ?? [] {
        let place = sample.moment.nanoseconds(since: range.start) / 1_000_000 / UInt64(stepMilliseconds)
        if place < UInt64(stepCount), let value = sample.value, value.isFinite { counts[Int(place)] = value }
      }
      return (bound, counts)
    }.sorted { $0.bound < $1.bound }
    var below = Array(repeating: 0.0, count: stepCount)
    let buckets = bounded.map { bound, counts in
      let label = bound.isInfinite ? "more" : "≤ " + answer.panel.unit.text(of: bound)
      defer { below = counts }
      return Bucket(label: label, counts: zip(counts, below).map { max(0, $0 - $1) })
    }
    // Empty ends say nothing, and many buckets do not fit.
    let used = buckets.indices.filter { buckets[$0].counts.contains { $0 > 0 } }
    guard let lowest = used.first, let highest = used.last else { return [] }
    let shown = Array(buckets[lowest...highest])
    let share = (shown.count - 1) / Self.bucketRowCount + 1
    return stride(from: 0, to: shown.count, by: share).map { start in
      let group = shown[start..<min(start + share, shown.count)]
      let counts = group.dropFirst().reduce(group[start].counts) { zip($0, $1.counts).map { $0 + $1 } }
      return Bucket(label: group[group.endIndex - 1].label, counts: counts)
    }
  }

  /// So many sums, each over its share of the steps.
  private func sums(of counts: [Double], _ columnCount: Int) -> [Double] {
    guard counts.count > columnCount else {
      return (0..<columnCount).map { counts[$0 * counts.count / columnCount] }
    }
    return (0..<columnCount).map { column in
      counts[column * counts.count / columnCount..<(column + 1) * counts.count / columnCount].reduce(0, +)
    }
  }
}
