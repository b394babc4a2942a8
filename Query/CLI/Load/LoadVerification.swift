import CorpusGenerator
import OTLPFormat
import QueryEngine
import TelemetryModel
import TelemetryStorage
import TerminalUI

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
    let bar = ProgressBar(ProgressLine(title: "read back", totalByteCount: nil))
    defer { bar.finish() }
    return try await ServerTraceReader.with(server) { reader in
      var verification = LoadVerification()
      for signal in OTLPSignal.allCases where outcome.ledger[signal].sent.rows > 0 {
        var count = Count(acknowledged: outcome.ledger[signal].acknowledged.rows)
        var traces = signal == .traces ? outcome.ledger.acknowledgedTraces(of: corpus, seed: seed) : [:]
        try await reader.forEachExportedLine(signal, range) { line in
          let rowCount = try countRows(of: corpus.run, in: line, signal, &traces)
          count.found += rowCount
          bar.update { progress in
            progress.completedByteCount += line.count
            if signal == .traces { progress.spanCount += rowCount } else { progress.otherRowCount += rowCount }
          }
        }
        if signal == .traces {
          // Which spans a partial success left out is not known, only how many.
          let leftOutCount = outcome.ledger[.traces].leftOutRowCount
          count.missing = max(0, traces.values.reduce(0) { $0 + max(0, $1) } - leftOutCount)
          count.beyond = traces.values.reduce(0) { $0 - min(0, $1) }
        } else {
          count.missing = max(0, count.acknowledged - count.found)
          count.beyond = max(0, count.found - count.acknowledged)
        }
        verification.counts.append((signal, count))
      }
      return verification
    }
  }

  /// How many rows of a line belong to a run.
  ///
  /// - Parameter traces: the spans that each trace should still have, from which those that are found are subtracted.
  private static func countRows(
    of run: String, in line: Swift.Span<UInt8>, _ signal: OTLPSignal, _ traces: inout [TraceID: Int]
  ) throws(OTLPDecodeError) -> Int {
    switch signal {
    case .traces:
      let batch = try OTLPJSON.decodeTraces(line).batch
      let ours = batch.rows(ofRun: run)
      for row in ours { traces[batch.traceIDs[row], default: 0] -= 1 }
      return ours.count
    case .logs: return try OTLPJSON.decodeLogs(line).rows(ofRun: run).count
    case .metrics:
      let batch = try OTLPJSON.decodeMetrics(line).batch
      let ours = batch.resources(ofRun: run)
      return (0..<batch.count).count { ours[Int(batch.metric(of: $0).resource)] }
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

extension TelemetryBatch {
  /// Of each resource, whether a run of load sent it.
  fileprivate func resources(ofRun run: String) -> [Bool] {
    let attribute = Attribute(LoadCorpus.runKey, .string(run))
    return resources.map { attributes(in: $0.attributes).contains(attribute) }
  }
}

extension TelemetryRows {
  /// The rows that a run of load sent.
  fileprivate func rows(ofRun run: String) -> [Int] {
    let ours = resources(ofRun: run)
    return resourceIndexes.indices.filter { ours[Int(resourceIndexes[$0])] }
  }
}
