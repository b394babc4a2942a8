import QueryEngine
import TelemetryModel

/// What one look at a store found to be new.
struct Arrivals {
  enum Row {
    case span(SpanBatch, Int)
    case record(LogBatch, Int)

    /// When it was over: that is when it is sent.
    var time: Timestamp {
      switch self {
      case .span(let batch, let row): batch.endTimes[row]
      case .record(let batch, let row): batch.effectiveTime(of: row)
      }
    }
  }

  var rows: [Row] = []
  /// Rows that were found, and are not among `rows` because there are too many.
  var skippedCount = 0
  /// Whether there may be more of them than were counted.
  var hasMore = false

  /// By time; of more than `limit` rows the latest.
  init(_ rows: [Row], limit: Int, hasMore: Bool = false) {
    let sorted = rows.sorted { $0.time < $1.time }
    self.rows = Array(sorted.suffix(limit))
    skippedCount = max(0, rows.count - limit)
    self.hasMore = hasMore
  }

  /// Both, in the order of their times.
  mutating func merge(_ other: Arrivals) {
    rows = (rows + other.rows).sorted { $0.time < $1.time }
    skippedCount += other.skippedCount
    hasMore = hasMore || other.hasMore
  }
}

/// How far looks reach back, and how much they may find.
enum TailLimits {
  /// The pause between two looks.
  static let pause = Duration.seconds(1)

  /// Rows whose times lie farther before the latest one are not noticed when they arrive: spans are found by their
  /// start, and arrive when they are over.
  static let lookbackNanoseconds: UInt64 = 30_000_000_000

  /// Rows that are remembered as shown. Beyond, the older half of the time looked back at is forgotten, and its rows may
  /// come again.
  static let rememberedRowCount = 1 << 20

  /// The longest pause between two attempts to reach a server that is gone.
  static let longestPause = Duration.seconds(5)

  /// From where the next look reads on. A time in the future, of a clock that is ahead, does not count.
  static func start(after latest: Timestamp, now: Timestamp) -> Timestamp {
    let moment = min(latest, now).nanoseconds
    return Timestamp(nanoseconds: moment - min(moment, lookbackNanoseconds))
  }
}

/// Rows that were shown, as long as a look may find them again.
struct ShownRows<ID: Hashable> {
  private var times: [ID: Timestamp] = [:]

  func contains(_ id: ID) -> Bool { times[id] != nil }

  mutating func insert(_ id: ID, at time: Timestamp) { times[id] = time }

  /// Forgets what no look finds any more, and more where there is too much.
  mutating func forget(before start: Timestamp) {
    times = times.filter { $0.value >= start }
    guard times.count > TailLimits.rememberedRowCount else { return }
    let middle = Timestamp(nanoseconds: start.nanoseconds + TailLimits.lookbackNanoseconds / 2)
    times = times.filter { $0.value >= middle }
  }
}
