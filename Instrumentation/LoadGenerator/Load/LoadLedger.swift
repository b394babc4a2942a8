package import OTLPFormat
package import TelemetryModel

/// What became of everything that was sent.
///
/// Once all requests have ended, `sent == acknowledged + rejected + lost` holds for rows and for requests.
package struct LoadLedger: Sendable {
  /// Requests and their rows.
  package struct Amount: Hashable, Sendable {
    package var requests = 0
    package var rows = 0

    package static func += (left: inout Amount, right: Amount) {
      left.requests += right.requests
      left.rows += right.rows
    }
  }

  package struct Entries: Hashable, Sendable {
    /// Sent at least once.
    package var sent = Amount()
    /// Taken, as the server says.
    package var acknowledged = Amount()
    /// Not taken, and sending again will not help: whole requests, and rows of partial successes.
    package var rejected = Amount()
    /// Of those, the rows that requests lacked which were acknowledged for the rest.
    package var leftOutRowCount = 0
    /// Given up.
    package var lost = Amount()
    /// Answers that ask to come again later, each counted.
    package var refused = Amount()
    /// Attempts without an answer, each counted.
    package var failed = Amount()
    /// Attempts beyond the first.
    package var retried = Amount()

    package static func += (left: inout Entries, right: Entries) {
      left.sent += right.sent
      left.acknowledged += right.acknowledged
      left.rejected += right.rejected
      left.leftOutRowCount += right.leftOutRowCount
      left.lost += right.lost
      left.refused += right.refused
      left.failed += right.failed
      left.retried += right.retried
    }
  }

  private let templateSignals: [OTLPSignal]
  private let templateRowCounts: [Int]
  private var entries: [OTLPSignal: Entries] = [:]
  /// A bit for each request that was acknowledged, by rounds.
  private var acknowledgements: [[UInt64]] = []

  package init(_ corpus: LoadCorpus) {
    templateSignals = corpus.templates.map(\.signal)
    templateRowCounts = corpus.templates.map(\.rowCount)
  }

  package subscript(signal: OTLPSignal) -> Entries { entries[signal] ?? Entries() }

  /// Of all signals.
  package var total: Entries { entries.values.reduce(into: Entries()) { $0 += $1 } }

  private mutating func change(_ request: LoadSchedule.Request, _ change: (inout Entries, Amount) -> Void) {
    let amount = Amount(requests: 1, rows: templateRowCounts[request.template])
    change(&entries[templateSignals[request.template], default: Entries()], amount)
  }

  package mutating func recordAttempt(_ request: LoadSchedule.Request) {
    change(request) { entries, amount in
      if request.attempt == 1 { entries.sent += amount } else { entries.retried += amount }
    }
  }

  /// - Parameter rejectedRowCount: what a partial success says.
  package mutating func recordAcknowledgement(_ request: LoadSchedule.Request, rejectedRowCount: Int) {
    change(request) { entries, amount in
      let rejected = min(max(0, rejectedRowCount), amount.rows)
      entries.acknowledged += Amount(requests: 1, rows: amount.rows - rejected)
      entries.rejected.rows += rejected
      entries.leftOutRowCount += rejected
    }
    while acknowledgements.count <= request.round {
      acknowledgements.append(Array(repeating: 0, count: (templateRowCounts.count + 63) / 64))
    }
    acknowledgements[request.round][request.template / 64] |= 1 << UInt64(request.template % 64)
  }

  package mutating func recordRefusal(_ request: LoadSchedule.Request) {
    change(request) { entries, amount in entries.refused += amount }
  }

  package mutating func recordFailure(_ request: LoadSchedule.Request) {
    change(request) { entries, amount in entries.failed += amount }
  }

  package mutating func recordRejection(_ request: LoadSchedule.Request) {
    change(request) { entries, amount in entries.rejected += amount }
  }

  package mutating func recordLoss(_ request: LoadSchedule.Request) {
    change(request) { entries, amount in entries.lost += amount }
  }

  /// How many spans of each trace were acknowledged. O(requests and their traces).
  package func acknowledgedTraces(of corpus: LoadCorpus, seed: UInt64) -> [TraceID: Int] {
    var traces: [TraceID: Int] = [:]
    for (index, bits) in acknowledgements.enumerated() {
      let round = LoadRound(seed: seed, index: index, timeShift: 0)
      for (place, template) in corpus.templates.enumerated() where bits[place / 64] >> UInt64(place % 64) & 1 == 1 {
        for share in template.traces { traces[round.traceID(share.traceID), default: 0] += share.rowCount }
      }
    }
    return traces
  }
}
