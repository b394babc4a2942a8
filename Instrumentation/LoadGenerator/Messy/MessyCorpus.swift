package import TelemetryModel

/// A seeded imitation of what production really sends: everything that tame test data has not.
///
/// Thousands of operations and IDs inside span names; prompts, stack traces and other long texts in several scripts;
/// nested values, odd and repeated keys, values without repetition; requests of one span beside requests of hundreds;
/// traces of 1 to 20,000 spans; requests and parts of them sent twice; spans that arrive minutes late; span IDs shared
/// by client and server; clocks that count in milliseconds or are off; parents that are never sent; start times of zero
/// and spans that end before they start.
///
/// Yields requests in the order of their arrival. The same seed and count give the same requests everywhere.
package struct MessyCorpus: Sequence, IteratorProtocol, Sendable {
  private static let startNanoseconds: UInt64 = 1_700_000_000_000_000_000
  /// From one trace to the next, on average: about 500 spans a second.
  private static let traceGapNanoseconds: UInt64 = 25_000_000
  private static let minute: UInt64 = 60_000_000_000

  private struct Sender: Hashable {
    let service: Int
    let pod: Int
  }

  private struct Delayed {
    let arrival: UInt64
    let batch: SpanBatch
  }

  private var traces: MessyTraces
  private var random: SplitMix64
  private var remainingSpanCount: Int
  private var now = Self.startNanoseconds
  /// What each process has not sent yet.
  private var open: [Sender: SpanBatch] = [:]
  /// What arrives later, the latest first.
  private var delayed: [Delayed] = []
  /// Requests that are due, the next one last.
  private var due: [SpanBatch] = []

  /// - Parameter spanCount: how many different spans there are. What is sent twice comes on top: about 1 %.
  package init(seed: UInt64, spanCount: Int) {
    traces = MessyTraces(seed: seed)
    random = SplitMix64(state: seed ^ 0x5DEE_CE66_D1CE_4E5B)
    remainingSpanCount = spanCount
  }

  package mutating func next() -> SpanBatch? {
    while due.isEmpty {
      if remainingSpanCount > 0 {
        advance()
      } else if !open.isEmpty {
        finish()
      } else if let last = delayed.popLast() {
        due = [last.batch]
      } else {
        return nil
      }
    }
    return due.popLast()
  }

  /// One more trace happens; what is due by then is due.
  private mutating func advance() {
    now += random.next(below: 2 * Self.traceGapNanoseconds)
    var requests: [SpanBatch] = []
    while let last = delayed.last, last.arrival <= now {
      requests.append(last.batch)
      delayed.removeLast()
    }
    let spans = traces.next(at: now, spanLimit: remainingSpanCount)
    remainingSpanCount -= spans.count
    for entry in spans {
      if random.isOne(in: 300) {
        delay(SpanBatch([entry.span]), by: Self.minute + random.next(below: 9 * Self.minute))
        continue
      }
      let sender = Sender(service: entry.service, pod: entry.pod)
      open[sender, default: SpanBatch()].append(entry.span)
      let limit = traces.services[entry.service].requestSpanCount
      if open[sender]?.count == limit, let batch = open.removeValue(forKey: sender) { requests.append(batch) }
    }
    for batch in requests { sendAgainSometimes(batch) }
    due = requests.reversed()
  }

  /// A sender whose request timed out sends it again, whole, or without what it found acknowledged.
  private mutating func sendAgainSometimes(_ batch: SpanBatch) {
    guard random.isOne(in: 100) else { return }
    var copy = batch
    if batch.count > 1, random.isOne(in: 3) {
      copy = SpanBatch()
      copy.append(contentsOf: batch, rows: Array(batch.count / 2..<batch.count))
    }
    delay(copy, by: Self.minute / 60 + random.next(below: Self.minute / 2))
  }

  private mutating func delay(_ batch: SpanBatch, by nanoseconds: UInt64) {
    let arrival = now + nanoseconds
    let place = delayed.lastIndex { $0.arrival >= arrival }.map { $0 + 1 } ?? 0
    delayed.insert(Delayed(arrival: arrival, batch: batch), at: place)
  }

  /// Every process sends what it has left.
  private mutating func finish() {
    let rest = open.sorted { ($0.key.service, $0.key.pod) < ($1.key.service, $1.key.pod) }
    due = rest.map(\.value).reversed()
    open = [:]
  }
}
