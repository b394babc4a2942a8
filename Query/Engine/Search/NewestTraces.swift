import TelemetryModel

/// The traces whose newest matching span started last, as many as a search may return.
///
/// Ties are decided by the trace ID, so that the result does not depend on the order of offers. Holds a few times
/// `capacity` traces.
struct NewestTraces {
  private let capacity: Int
  private var newestStarts: [TraceID: Timestamp] = [:]
  /// No trace below this start can be among the winners any more. Known once `capacity` traces were seen.
  private(set) var threshold: Timestamp?

  init(capacity: Int) { self.capacity = capacity }

  mutating func offer(_ id: TraceID, start: Timestamp) {
    if let threshold, start < threshold { return }
    if let known = newestStarts[id], known >= start { return }
    newestStarts[id] = start
    if newestStarts.count >= 4 * capacity + 1_024 { trim() }
  }

  /// Forgets all but the winners so far and raises the threshold.
  mutating func trim() {
    guard newestStarts.count >= capacity else { return }
    let winners = ranking.prefix(capacity)
    threshold = winners.last?.start
    if newestStarts.count > capacity {
      newestStarts = Dictionary(uniqueKeysWithValues: winners.map { ($0.id, $0.start) })
    }
  }

  /// The trace IDs, newest first.
  var winners: [TraceID] { ranking.prefix(capacity).map(\.id) }

  private var ranking: [(id: TraceID, start: Timestamp)] {
    newestStarts.map { (id: $0.key, start: $0.value) }.sorted { left, right in
      left.start == right.start ? left.id < right.id : left.start > right.start
    }
  }
}
