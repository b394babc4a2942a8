import AsyncHTTPClient
import CorpusGenerator
import NIOCore
import OTLPFormat
import QueryAPI
import TelemetryModel
import TelemetryTransfer
import TerminalUI

/// Sends a corpus as its plan says, over several connections.
struct LoadRun: Sendable {
  let corpus: LoadCorpus
  let seed: UInt64
  let plan: LoadSchedule.Plan
  let connectionCount: Int
  let policy: RetryPolicy
  let sender: SpanSender
  let encoding: OTLPEncoding
  let gzips: Bool
  let process: ServerProcess?

  /// How often progress and the collector's memory are looked at.
  private static let watchInterval = Duration.milliseconds(200)
  /// The longest sleep: after it, a connection looks whether it should stop.
  private static let longestSleep = Duration.milliseconds(250)

  /// Ends early, with an explanation, when there is nobody to send to.
  static func checkReachable(_ endpoint: TraceEndpoint, _ client: HTTPClient) async throws {
    do {
      _ = try await client.execute(HTTPClientRequest(url: endpoint.base + "/"), timeout: .seconds(10))
    } catch {
      throw CommandFailure.failed("cannot reach \(endpoint.base) (\(error.connectionMessage)); is a collector running?")
    }
  }

  /// Returns when every request has ended, or soon after a signal asked to stop.
  func perform(until signals: LoadSignals) async throws -> LoadOutcome {
    let state = SharedLoadState(LoadState(corpus, plan, serverBefore: process?.usage()))
    let start = ContinuousClock.now
    let wallStart = Timestamp.now.nanoseconds
    let ownBefore = ProcessUsage.ofThisProcess()
    let bar = ProgressBar(LoadProgress())
    await withTaskGroup(of: Void.self) { group in
      let watcher = Task {
        while !Task.isCancelled {
          watch(state, bar, now: .now - start, signals)
          try? await Task.sleep(for: Self.watchInterval)
        }
      }
      for _ in 0..<connectionCount {
        group.addTask { await send(from: state, start: start, wallStart: wallStart) }
      }
      await group.waitForAll()
      watcher.cancel()
      await watcher.value
    }
    watch(state, bar, now: .now - start, signals)
    bar.finish()
    return state.withLock { state in
      var outcome = LoadOutcome(state, elapsed: .now - start, wallStart: wallStart)
      outcome.generator = ProcessUsage.ofThisProcess() - ownBefore
      outcome.processID = process?.id
      return outcome
    }
  }

  private func watch(
    _ state: SharedLoadState, _ bar: ProgressBar<LoadProgress>, now: Duration, _ signals: LoadSignals
  ) {
    let usage = process?.usage()
    let progress = state.withLock { state in
      if signals.areRaised { state.stop() }
      state.observe(usage)
      return LoadProgress(state, now: now)
    }
    bar.update { $0 = progress }
  }
}

// MARK: A connection

extension LoadRun {
  /// Sends one request after the other until nothing is left.
  private func send(from state: SharedLoadState, start: ContinuousClock.Instant, wallStart: UInt64) async {
    while let (request, roundStart) = state.withLock({ $0.next(now: .now - start) }) {
      guard await sleep(until: start + request.due, state) else {
        state.withLock { $0.abandon(request) }
        continue
      }
      let message = encode(request, roundStart: roundStart, wallStart: wallStart)
      let sent = ContinuousClock.now
      state.withLock { $0.recordAttempt(request, byteCount: message.body.count) }
      let result: Result<SpanSender.Answer, SendError>
      do throws(SendError) { result = .success(try await sender.attempt(message)) } catch { result = .failure(error) }
      let end = ContinuousClock.now
      state.withLock { $0.record(result, of: request, sent: sent - start, answered: end - start, policy) }
    }
  }

  /// Whether there is still something to do then.
  private func sleep(until moment: ContinuousClock.Instant, _ state: SharedLoadState) async -> Bool {
    while case let rest = moment - .now, rest > .zero {
      try? await Task.sleep(for: min(rest, Self.longestSleep), tolerance: .zero)
      if state.withLock({ $0.isStopped }) { return false }
    }
    return true
  }

  /// What a round makes of a request: a copy of its bytes with other IDs and moments in it.
  private func encode(_ request: LoadSchedule.Request, roundStart: Duration, wallStart: UInt64) -> TelemetryRequest {
    // Rounds that begin at the same moment are told apart by a nanosecond each: equal points would count once.
    let end = wallStart &+ UInt64(max(0, roundStart / .nanoseconds(1))) &+ UInt64(request.round)
    let round = LoadRound(seed: seed, index: request.round, timeShift: corpus.timeShift(endingAt: end))
    let template = corpus.templates[request.template]
    return TelemetryRequest(
      template.body(in: round), rowCount: template.rowCount, template.signal, encoding: encoding, gzips: gzips)
  }
}
