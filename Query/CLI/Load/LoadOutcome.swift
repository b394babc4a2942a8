import CorpusGenerator

/// What came of a load.
struct LoadOutcome: Sendable {
  let ledger: LoadLedger
  let latencies: LatencyHistogram
  let answerTimes: LatencyHistogram
  let offeredRowCount: Int
  let sentByteCount: Int
  /// From the start to the last acknowledgement, in seconds.
  let seconds: Double
  /// How long new requests began, in seconds.
  let beginningSeconds: Double
  let isInterrupted: Bool
  let firstComplaint: String?
  /// When it began and ended, in nanoseconds since 1970.
  let wallTimes: ClosedRange<UInt64>
  /// What the generator itself used.
  var generator = ProcessUsage()
  /// The collector, where it is on this machine.
  var processID: Int32?
  /// What the collector used meanwhile, its peak memory included.
  let server: ProcessUsage?

  init(_ state: LoadState, elapsed: Duration, wallStart: UInt64) {
    ledger = state.ledger
    latencies = state.latencies
    answerTimes = state.answerTimes
    offeredRowCount = state.offeredRowCount(now: elapsed)
    sentByteCount = state.sentByteCount
    seconds = state.lastAcknowledgement / .seconds(1)
    beginningSeconds = state.lastBeginning / .seconds(1)
    isInterrupted = state.isStopped
    firstComplaint = state.firstComplaint
    wallTimes = wallStart...wallStart + UInt64(max(0, elapsed / .nanoseconds(1)))
    if let before = state.serverBefore, let latest = state.serverLatest {
      var usage = latest.processor - before.processor
      usage.peakMemoryByteCount = state.serverPeakByteCount
      server = usage
    } else {
      server = nil
    }
  }
}
