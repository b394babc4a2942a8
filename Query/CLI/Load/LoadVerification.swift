import CorpusGenerator
import OTLPFormat
import QueryEngine
import TelemetryModel
import TelemetryStorage

/// Counts in Skein what was acknowledged: spans trace by trace, log records and points by the attribute of the run.
struct LoadVerification: Sendable {
  struct Count: Sendable {
    var acknowledged = 0
    /// Rows of this run that the server has.
    var found = 0
    /// Acknowledged, and not there.
    var missing = 0
    /// There without an acknowledgement: their answers were lost on the way.
    var beyond = 0
  }

  private(set) var counts: [(signal: OTLPSignal, count: Count)] = []

  private init() {}

  /// Moments that the server may have stored a little beside those that were sent.
  private static let marginNanoseconds: UInt64 = 1_000_000_000

  var isComplete: Bool { counts.allSatisfy { $0.count.missing == 0 } }

  static func run(
    _ corpus: LoadCorpus, _ outcome: LoadOutcome, seed: UInt64, server: ServerURL
  ) async throws -> LoadVerification {
    let range = range(of: corpus, outcome)
    return try await ServerTraceReader.with(server) { reader in
      var verification = LoadVerification()
      for signal in OTLPSignal.allCases where outcome.ledger[signal].sent.rows > 0 {
        var count = Count(acknowledged: outcome.ledger[signal].acknowledged.rows)
        switch signal {
        case .traces:
          var traces = outcome.ledger.acknowledgedTraces(of: corpus, seed: seed)
          try await reader.forEachExportedLine(.traces, range) { line in
            let batch = try OTLPJSON.decodeTraces(line).batch
            for (row, isOurs) in zip(0..<batch.count, batch.rows(ofRun: corpus.run)) where isOurs {
              traces[batch.traceIDs[row], default: 0] -= 1
              count.found += 1
            }
          }
          // Which spans a partial success left out is not known, only how many.
          let leftOutCount = outcome.ledger[.traces].leftOutRowCount
          count.missing = max(0, traces.values.reduce(0) { $0 + max(0, $1) } - leftOutCount)
          count.beyond = traces.values.reduce(0) { $0 - min(0, $1) }
        case .logs:
          try await reader.forEachExportedLine(.logs, range) { line in
            count.found += try OTLPJSON.decodeLogs(line).rows(ofRun: corpus.run).count { $0 }
          }
          count.settle()
        case .metrics:
          try await reader.forEachExportedLine(.metrics, range) { line in
            let batch = try OTLPJSON.decodeMetrics(line).batch
            let ours = batch.resourcesOfRun(corpus.run)
            count.found += (0..<batch.count).count { ours[Int(batch.metric(of: $0).resource)] }
          }
          count.settle()
        }
        verification.counts.append((signal, count))
      }
      return verification
    }
  }

  /// What the server is asked for: all times that the rows of the run may have.
  private static func range(of corpus: LoadCorpus, _ outcome: LoadOutcome) -> TimeRange {
    guard corpus.movesAllTimes, let times = corpus.times else { return .all }
    let length = times.upperBound - times.lowerBound
    let (start, end) = (outcome.wallTimes.lowerBound, outcome.wallTimes.upperBound)
    return TimeRange(
      start: Timestamp(nanoseconds: start > length + marginNanoseconds ? start - length - marginNanoseconds : 0),
      end: Timestamp(nanoseconds: end + marginNanoseconds)) ?? .all
  }
}

extension LoadVerification.Count {
  /// What follows where rows are not told apart.
  fileprivate mutating func settle() {
    missing = max(0, acknowledged - found)
    beyond = max(0, found - acknowledged)
  }
}

extension TelemetryBatch {
  /// Of each resource, whether a run of load sent it.
  fileprivate func resourcesOfRun(_ run: String) -> [Bool] {
    let attribute = Attribute(LoadCorpus.runKey, .string(run))
    return resources.map { attributes(in: $0.attributes).contains(attribute) }
  }
}

extension TelemetryRows {
  fileprivate func rows(ofRun run: String) -> [Bool] {
    let ours = resourcesOfRun(run)
    return resourceIndexes.map { ours[Int($0)] }
  }
}
