/// Decides what is sent next, and when: pure, so that every decision can be read and tested without a clock.
///
/// At a given rate the moment of each request is fixed beforehand (an open loop): a slow server is not spared, and its
/// slowness shows in latencies that count from that moment. Moments are durations since the start.
package struct LoadSchedule: Sendable {
  /// How fast, and how long.
  package struct Plan: Sendable {
    /// Rows a second; `nil` is as fast as the connections carry.
    package var rowsPerSecond: Double?
    /// New requests begin before this.
    package var duration: Duration?
    /// New requests are begun until they have so many rows.
    package var rowCount: Int?
    /// New requests are begun for so many rounds.
    package var roundCount: Int?
    /// While so many requests wait to be sent again, no new ones begin.
    package var waitingLimit = LoadLimits.waitingRequestCount

    package init() {}
  }

  /// One attempt to send a request.
  package struct Request: Sendable {
    package let template: Int
    package let round: Int
    /// When it should have been sent first.
    package let intended: Duration
    /// When it is to be sent now.
    package internal(set) var due: Duration
    /// Counted from 1.
    package internal(set) var attempt = 1
  }

  private let plan: Plan
  private let rowCounts: [Int]
  private let roundRowCount: Int
  private var template = 0
  private var round = 0
  private var begunRowCount = 0
  private var waiting = RequestHeap()
  private var isStopped = false
  /// When each round began.
  package private(set) var roundStarts: [Duration] = []

  /// - Parameter rowCounts: of the requests of a round; at least one, and none of them empty.
  package init(_ plan: Plan, rowCounts: [Int]) {
    precondition(!rowCounts.isEmpty && rowCounts.allSatisfy { $0 > 0 }, "a round has requests with rows")
    self.plan = plan
    self.rowCounts = rowCounts
    roundRowCount = rowCounts.reduce(0, +)
  }

  /// What a connection that has become free is to send once it is due; `nil` when it has nothing left to do.
  package mutating func next(now: Duration) -> Request? {
    if isStopped { return nil }
    if let due = waiting.earliest, due <= now || waiting.count >= plan.waitingLimit { return waiting.removeEarliest() }
    guard let due = nextBeginning(now: now) else { return waiting.removeEarliest() }
    if let earliest = waiting.earliest, earliest < due { return waiting.removeEarliest() }
    return begin(at: due)
  }

  /// Has a request sent again.
  package mutating func retry(_ request: Request, at due: Duration) {
    var request = request
    request.due = due
    request.attempt += 1
    waiting.insert(request)
  }

  /// Nothing further is sent. Returns the requests that waited to be sent again.
  package mutating func stop() -> [Request] {
    isStopped = true
    defer { waiting = RequestHeap() }
    return waiting.requests
  }

  package var waitingCount: Int { waiting.count }

  /// How many rows should have been sent by now.
  package func offeredRowCount(now: Duration) -> Int {
    guard let rate = plan.rowsPerSecond else { return begunRowCount }
    let elapsed = min(now, plan.duration ?? now) / .seconds(1)
    let scheduled = Int(min(rate * elapsed, Double(Int32.max) * 1_000_000))
    return max(begunRowCount, min(scheduled, limitingRowCount))
  }

  /// How far new requests have come, from 0 to 1.
  package func progress(now: Duration) -> Double {
    let byTime = plan.duration.map { now / $0 } ?? 0
    let byRows = limitingRowCount < .max ? Double(begunRowCount) / Double(limitingRowCount) : 0
    return min(1, max(byTime, byRows))
  }

  private var limitingRowCount: Int {
    let byRounds = plan.roundCount.map { $0.multipliedReportingOverflow(by: roundRowCount) }
    return min(plan.rowCount ?? .max, byRounds.map { $0.overflow ? .max : $0.partialValue } ?? .max)
  }

  /// When the next new request is due, if there is one.
  private func nextBeginning(now: Duration) -> Duration? {
    guard begunRowCount < limitingRowCount else { return nil }
    let due = plan.rowsPerSecond.map { Duration.seconds(Double(begunRowCount) / $0) } ?? now
    if let duration = plan.duration, due >= duration || now >= duration { return nil }
    return due
  }

  private mutating func begin(at due: Duration) -> Request {
    if template == 0 { roundStarts.append(due) }
    let request = Request(template: template, round: round, intended: due, due: due)
    begunRowCount += rowCounts[template]
    template += 1
    if template == rowCounts.count { (template, round) = (0, round + 1) }
    return request
  }
}
