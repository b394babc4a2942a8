import CorpusGenerator
import OTLPFormat
import Synchronization
import TelemetryTransfer

/// Everything that the connections of a load share.
struct LoadState: Sendable {
  private var schedule: LoadSchedule
  private(set) var ledger: LoadLedger
  /// From the moment at which a request should have been sent first to its acknowledgement.
  private(set) var latencies = LatencyHistogram()
  /// From sending to the answer, of the attempts that were acknowledged.
  private(set) var answerTimes = LatencyHistogram()
  private(set) var sentByteCount = 0
  /// When the last new request was begun, and when the last acknowledgement came.
  private(set) var lastBeginning = Duration.zero
  private(set) var lastAcknowledgement = Duration.zero
  private(set) var underWayCount = 0
  private(set) var isStopped = false
  /// What the collector said first about what it did not take. Untrusted.
  private(set) var firstComplaint: String?
  private(set) var serverBefore: ServerProcess.Usage?
  private(set) var serverLatest: ServerProcess.Usage?
  private(set) var serverPeakByteCount = 0

  init(_ corpus: LoadCorpus, _ plan: LoadSchedule.Plan, serverBefore: ServerProcess.Usage?) {
    schedule = LoadSchedule(plan, rowCounts: corpus.templates.map(\.rowCount))
    ledger = LoadLedger(corpus)
    self.serverBefore = serverBefore
  }

  /// What a free connection sends next, and when its round began.
  mutating func next(now: Duration) -> (LoadSchedule.Request, Duration)? {
    guard let request = schedule.next(now: now) else { return nil }
    return (request, schedule.roundStarts[request.round])
  }

  mutating func recordAttempt(_ request: LoadSchedule.Request, byteCount: Int) {
    ledger.recordAttempt(request)
    sentByteCount += byteCount
    underWayCount += 1
    if request.attempt == 1 { lastBeginning = max(lastBeginning, request.due) }
  }

  /// - Parameters:
  ///   - sent: since the start, like `answered`.
  mutating func record(
    _ result: Result<SpanSender.Answer, SendError>, of request: LoadSchedule.Request, sent: Duration,
    answered: Duration, _ policy: RetryPolicy
  ) {
    underWayCount -= 1
    switch result {
    case .success(.acknowledged(let response)):
      ledger.recordAcknowledgement(request, rejectedRowCount: Int(clamping: response.rejectedCount))
      if response.rejectedCount > 0 { complain(response.message) }
      latencies.record(answered - request.intended)
      answerTimes.record(answered - sent)
      lastAcknowledgement = max(lastAcknowledgement, answered)
    case .success(.failed(let failure)):
      if failure.isRefusal { ledger.recordRefusal(request) } else { ledger.recordFailure(request) }
      complain(failure.reason)
      var generator = SystemRandomNumberGenerator()
      let delay = policy.delay(
        afterAttempt: request.attempt, retryAfter: failure.retryAfter, using: &generator)
      if let delay, !isStopped {
        schedule.retry(request, at: answered + delay)
      } else {
        ledger.recordLoss(request)
      }
    case .failure(let error):
      ledger.recordRejection(request)
      complain(error.description)
    }
  }

  private mutating func complain(_ message: String) {
    if firstComplaint == nil, !message.isEmpty { firstComplaint = message }
  }

  /// A request that was taken from the schedule is not sent after all.
  mutating func abandon(_ request: LoadSchedule.Request) {
    if request.attempt > 1 { ledger.recordLoss(request) }
  }

  /// Nothing more is sent; what waits to be sent again is lost.
  mutating func stop() {
    guard !isStopped else { return }
    isStopped = true
    for request in schedule.stop() { ledger.recordLoss(request) }
  }

  mutating func observe(_ usage: ServerProcess.Usage?) {
    guard let usage else { return }
    serverLatest = usage
    serverPeakByteCount = max(serverPeakByteCount, usage.residentByteCount)
  }

  var waitingCount: Int { schedule.waitingCount }

  func offeredRowCount(now: Duration) -> Int { schedule.offeredRowCount(now: now) }
  func progress(now: Duration) -> Double { schedule.progress(now: now) }
}

/// The state, for one connection at a time.
final class SharedLoadState: Sendable {
  private let state: Mutex<LoadState>

  init(_ state: LoadState) { self.state = Mutex(state) }

  func withLock<Result: Sendable>(_ body: (inout LoadState) -> Result) -> Result {
    state.withLock { body(&$0) }
  }
}
