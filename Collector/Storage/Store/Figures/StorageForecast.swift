import TelemetryModel
import TelemetryStorage

/// How fast spans arrive, and how long a number of bytes lasts.
struct StorageForecast {
  private static let window = Duration.seconds(86_400)
  private static let secondsPerDay = 86_400.0
  /// Where spans arrived only just now, the rate is that of one minute.
  private static let leastSeconds = 60.0

  let measuredSeconds: Double
  let spansPerDay: Double
  let bytesPerDay: Double

  init(_ entries: [SegmentEntry], now: Timestamp) {
    let begin = now.moved(back: Self.window)
    let first = entries.lazy.map(\.arrived).filter { $0 > begin && $0 <= now }.min() ?? now
    let isOlder = entries.contains { $0.arrived <= begin }
    let start = isOlder ? begin : first
    let seconds = max(Self.leastSeconds, Double(now.nanoseconds - start.nanoseconds) / 1e9)
    let spans = entries.reduce(0) { $1.arrived > begin && $1.arrived <= now ? $0 + $1.spanCount : $0 }
    // Level 0 takes two to three times the bytes that it will take: those that are merged tell what a span costs.
    let merged = entries.filter { $0.level > 0 }
    let sample = merged.isEmpty ? entries : merged
    let sampleSpans = sample.reduce(0) { $0 + $1.spanCount }
    let bytesPerSpan = Double(sample.reduce(0) { $0 + $1.byteCount }) / Double(max(1, sampleSpans))
    measuredSeconds = seconds
    spansPerDay = Double(spans) / seconds * Self.secondsPerDay
    bytesPerDay = spansPerDay * bytesPerSpan
  }

  func forecast(_ limit: StorageFigures.Limit, remainingBytes: Int) -> StorageFigures.Forecast {
    StorageFigures.Forecast(
      limit: limit, remainingBytes: max(0, remainingBytes), measuredSeconds: measuredSeconds, spansPerDay: spansPerDay,
      bytesPerDay: bytesPerDay, daysLeft: bytesPerDay > 0 ? Double(max(0, remainingBytes)) / bytesPerDay : nil)
  }
}
